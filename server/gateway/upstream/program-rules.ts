import { basename } from 'node:path'
import { isExactPackage, type PackageStyle } from '#server/gateway/upstream/exact-package.ts'
import { problemOfScriptPath } from '#server/gateway/upstream/script-path.ts'

type Problem = string | null

const words = (text: string) => new Set(text.split(' '))

// Options before the script are an allow list per interpreter: a list of forbidden ones would miss the next release's.
const NODE_OPTIONS = new RegExp(
  '^--(no-warnings|no-deprecation|trace-warnings|enable-source-maps|experimental-strip-types|use-system-ca|permission|' +
    'allow-fs-(read|write)=.+|disable-warning=[\\w-]+|max-old-space-size=\\d+|stack-size=\\d+|dns-result-order=\\w+)$',
)
const PYTHON_OPTIONS = /^-[uBEsSIOqv]+$/
const DENO_OPTIONS =
  /^(-A|-q|--quiet|--no-prompt|--cached-only|--no-remote|--no-npm|--frozen|--(allow|deny)-[a-z-]+(=.*)?)$/
const NO_OPTIONS = /^(?!)/
const RUNNER_OPTIONS = /^(-y|--yes|-q|--quiet|--silent|--offline|--prefer-offline|--no-install)$/
const PYTHON_MODULE = /^[A-Za-z_][\w.]*$/
// Modules of the standard library that run code or commands given as arguments, or that install or serve things.
const PYTHON_CODE_MODULES = words(
  'code timeit pdb trace profile cProfile runpy pip ensurepip venv idlelib http.server pydoc doctest site',
)
const INTERPRETERS = words(
  'sh bash dash ash zsh ksh mksh fish csh tcsh perl ruby php lua luajit tclsh expect rscript groovy jshell pwsh ' +
    'powershell osascript',
)
// These run whatever command or program text their arguments hold, which would undo every rule here.
const WRAPPERS = words(
  'env sudo su doas runuser setpriv xargs nohup timeout nice ionice chrt setsid stdbuf script busybox toybox find ' +
    'parallel watch strace gdb ssh chroot unshare nsenter systemd-run make awk gawk mawk nawk corepack volta fnm nvm',
)

/**
 * Says what is wrong with starting a program with these arguments: code given inline, code that is not a file, a package
 * without an exact version, a program that runs other commands. Programs that are none of the known interpreters and
 * runners have no rules of their own.
 * @param name the file name, also a versioned one such as `python3.12`
 */
export function problemOfProgram(name: string, args: readonly string[]): Problem {
  const program = familyOf(name)
  if (WRAPPERS.has(program)) return `${program} runs other commands and cannot be a server's command`
  if (INTERPRETERS.has(program)) return problemOfScript(program, args, NO_OPTIONS)
  switch (program) {
    case 'node':
    case 'nodejs':
    case 'tsx':
    case 'ts-node':
      return problemOfScript(program, args, NODE_OPTIONS)
    case 'python':
    case 'pypy':
      return problemOfPython(args)
    case 'deno':
      return problemOfDeno(args)
    case 'bun':
      return problemOfBun(args)
    case 'npx':
    case 'pnpx':
    case 'bunx':
      return problemOfRunner(args, 'npm')
    case 'npm':
    case 'pnpm':
    case 'yarn':
      return problemOfPackageManager(program, args)
    case 'uvx':
      return problemOfPythonRunner(args)
    case 'uv':
      if (args[0] !== 'tool' || args[1] !== 'run') return 'of uv only `uv tool run` is allowed'
      return problemOfPythonRunner(args.slice(2))
    case 'pipx':
      return args[0] === 'run' ? problemOfRunner(args.slice(1), 'python') : 'of pipx only `pipx run` is allowed'
    default:
      return null
  }
}

function familyOf(name: string): string {
  const lower = name.toLowerCase().replace(/\.(exe|cmd|js|mjs|cjs)$/, '')
  return lower.replace(/-cli$/, '').replace(/[-\d.]+$/, '') || lower
}

function problemOfScript(program: string, args: readonly string[], options: RegExp): Problem {
  const script = args.find((arg) => !options.test(arg))
  if (script === undefined || script === '') return `${program} needs a script file`
  if (script.startsWith('-')) return `the option ${cut(script)} of ${program} is not allowed`
  return problemOfScriptPath(program, script)
}

function problemOfPython(args: readonly string[]): Problem {
  const at = args.findIndex((arg) => !PYTHON_OPTIONS.test(arg))
  if (args[at] !== '-m') return problemOfScript('python', args, PYTHON_OPTIONS)
  const module = args[at + 1] ?? ''
  if (!PYTHON_MODULE.test(module)) return 'python -m needs the name of a module'
  return PYTHON_CODE_MODULES.has(module) ? `the module ${module} runs code from its arguments` : null
}

function problemOfDeno(args: readonly string[]): Problem {
  if (args[0] !== 'run') return 'of deno only `deno run` is allowed'
  const script = args.slice(1).find((arg) => !DENO_OPTIONS.test(arg)) ?? ''
  if (/^(npm|jsr):/.test(script)) return problemOfVersion(script.replace(/^(npm|jsr):\/?/, ''), 'npm')
  return problemOfScript('deno', args.slice(1), DENO_OPTIONS)
}

function problemOfBun(args: readonly string[]): Problem {
  if (args[0] === 'x') return problemOfRunner(args.slice(1), 'npm')
  return problemOfScript('bun', args[0] === 'run' ? args.slice(1) : args, NO_OPTIONS)
}

function problemOfRunner(args: readonly string[], style: PackageStyle): Problem {
  let at = 0
  while (RUNNER_OPTIONS.test(args[at] ?? '')) at += 1
  if (args[at] === '--') at += 1
  const name = args[at]
  if (name === undefined) return 'a package is missing'
  if (name.startsWith('-')) return `the option ${cut(name)} is not allowed before the package`
  // `npx node@24.0.0 -e …` would be inline code again.
  return problemOfVersion(name, style) ?? problemOfProgram(basename(withoutVersion(name)), args.slice(at + 1))
}

function problemOfPackageManager(program: string, args: readonly string[]): Problem {
  const [subcommand, ...rest] = args
  const allowed = program === 'npm' ? ['exec', 'x'] : ['dlx']
  if (subcommand === undefined || !allowed.includes(subcommand)) return `of ${program} only ${allowed[0]} is allowed`
  // These read their own options, such as --call, anywhere before `--`.
  const dashes = rest.indexOf('--')
  const before = dashes < 0 ? rest : rest.slice(0, dashes)
  const bad = before.find((arg) => arg.startsWith('-') && !RUNNER_OPTIONS.test(arg))
  if (bad !== undefined) return `${program}'s option ${cut(bad)} is not allowed; put the server's own after --`
  const options = before.filter((arg) => arg.startsWith('-'))
  const plain = before.filter((arg) => !arg.startsWith('-'))
  return problemOfRunner([...options, ...plain, ...rest.slice(before.length + 1)], 'npm')
}

function problemOfPythonRunner(args: readonly string[]): Problem {
  if (args[0] !== '--from') return problemOfRunner(args, 'python')
  const [tool = '', ...toolArgs] = args.slice(2)
  if (!/^[A-Za-z0-9][\w.-]*$/.test(tool)) return 'after the package, the name of its command is needed'
  return problemOfVersion(args[1] ?? '', 'python') ?? problemOfProgram(tool, toolArgs)
}

function problemOfVersion(name: string, style: PackageStyle): Problem {
  if (isExactPackage(name, style)) return null
  return `the package ${cut(name)} needs an exact version: ${style === 'npm' ? 'name@1.2.3' : 'name==1.2.3'}`
}

/** `@scope/name@1.2.3` → `@scope/name` */
function withoutVersion(name: string): string {
  return name.replace(/(?<=.)(@|==|\[).*$/, '')
}

/** What an option is called, without its value, which may be a secret. */
function cut(text: string): string {
  return JSON.stringify(text.split('=')[0]?.slice(0, 80) ?? '')
}
