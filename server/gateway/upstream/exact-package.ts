export type PackageStyle = 'npm' | 'python'

const VERSION = String.raw`\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?`
const NPM = new RegExp(`^(?:@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*@${VERSION}$`)
const PYTHON =
  /^[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[A-Za-z0-9,._-]+\])?(?:==|@)\d+(?:\.\d+)+(?:(?:a|b|rc|\.post|\.dev)\d+)?$/

/**
 * Says whether a package specifier names one package of the registry in one exact version: no range, no tag, no alias,
 * no URL, no path. Anything else may be other code tomorrow than what an admin looked at today.
 */
export function isExactPackage(specifier: string, style: PackageStyle): boolean {
  return (style === 'npm' ? NPM : PYTHON).test(specifier) && !specifier.startsWith('-')
}
