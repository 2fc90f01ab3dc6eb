/** Variables that load code into a child, change which program or library runs, or redirect where its secrets go. */
const FORBIDDEN = new Set([
  // Read by no server for its own ends, and first in what a child finds as its environment.
  ...['LANG', 'LANGUAGE'],
  ...['PATH', 'HOME', 'TMPDIR', 'TMP', 'TEMP', 'SHELL', 'USER', 'LOGNAME', 'PWD', 'OLDPWD', 'IFS', 'ENV', 'CDPATH'],
  ...['SHELLOPTS', 'BASHOPTS', 'PS4', 'PROMPT_COMMAND', 'GCONV_PATH', 'HOSTALIASES', 'LOCALDOMAIN', 'RES_OPTIONS'],
  ...[
    'PERL5LIB',
    'PERL5OPT',
    'PERL5DB',
    'PERLLIB',
    'RUBYLIB',
    'RUBYOPT',
    'GEM_HOME',
    'GEM_PATH',
    'LUA_PATH',
    'LUA_CPATH',
  ],
  ...['JAVA_TOOL_OPTIONS', '_JAVA_OPTIONS', 'JDK_JAVA_OPTIONS', 'CLASSPATH', 'MALLOC_CHECK_', 'SSLKEYLOGFILE'],
  ...[
    'OPENSSL_CONF',
    'OPENSSL_MODULES',
    'OPENSSL_ENGINES',
    'EDITOR',
    'VISUAL',
    'PAGER',
    'BROWSER',
    'ELECTRON_RUN_AS_NODE',
  ],
])
const FORBIDDEN_PREFIXES = [
  'LC_',
  'NODE_',
  'LD_',
  'DYLD_',
  'BASH_',
  'PYTHON',
  'NPM_CONFIG_',
  'GIT_',
  'DENO_',
  'BUN_',
  'UV_',
  'PIP_',
]
const NODE_ALLOWED = new Set(['NODE_ENV', 'NODE_EXTRA_CA_CERTS', 'NODE_NO_WARNINGS'])

/** The fixed search path for commands and for what commands start themselves. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Says whether a server's own configuration may not set this variable. Compared without case: some readers ignore it. */
export function isForbiddenVariable(name: string): boolean {
  const upper = name.toUpperCase()
  if (NODE_ALLOWED.has(upper)) return false
  return FORBIDDEN.has(upper) || FORBIDDEN_PREFIXES.some((prefix) => upper.startsWith(prefix))
}

/**
 * Builds the whole environment of a child: a fixed minimum and what its configuration declares. Nothing of ours is in it.
 * @param path the search path, which starts with the directory of the executable where that is not on the system's
 * @param home its private directory
 */
export function childEnvironment(declared: Record<string, string>, path: string, home: string): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(declared)) {
    if (!isForbiddenVariable(name)) environment[name] = value
  }
  return { LANG: 'C.UTF-8', ...environment, PATH: path, HOME: home, TMPDIR: `${home}/tmp` }
}
