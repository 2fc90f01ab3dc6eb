/** Takes where to go after signing in; returns it only if it is a path on this site, else the start page. */
export function safePath(next: string | undefined): string {
  if (!next?.startsWith('/') || /^\/[/\\]/.test(next) || /[\s\\]/.test(next)) return '/'
  return next
}
