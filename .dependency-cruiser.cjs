// Imports go one way: app → components → schemas; router → verbs → db; gateway → verbs; oauth and crypto are pure.
// `npm run deps` runs this through scripts/check-imports.mjs, which also fails when nothing was read.
const test = '\\.test\\.tsx?$|/testing/'
const testCluster = '^server/postgres/(testing|global-setup)\\.ts$'
const typeOnly = { dependencyTypesNot: ['type-only'] }

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(next/|\\.next/|server-only$|client-only$)' },
    },
    {
      name: 'components-never-touch-the-server',
      severity: 'error',
      from: { path: '^components/', pathNot: test },
      to: { path: '^server/(?!.+/schemas\\.ts$)', ...typeOnly },
    },
    {
      name: 'nothing-below-imports-app',
      severity: 'error',
      from: { path: '^(components|server)/' },
      to: { path: '^app/' },
    },
    {
      name: 'ui-is-domain-free',
      severity: 'error',
      from: { path: '^components/ui/' },
      to: { path: '^components/(?!ui/)|^server/' },
    },
    { name: 'server-is-headless', severity: 'error', from: { path: '^server/' }, to: { path: '^components/' } },
    {
      name: 'app-never-touches-tables',
      severity: 'error',
      from: { path: '^app/', pathNot: '\\.test\\.ts$' },
      to: { path: '^server/db/', ...typeOnly },
    },
    {
      name: 'app-uses-only-the-doors-of-the-server',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^server/(gateway|egress|crypto|oauth|postgres|process)/', ...typeOnly },
    },
    {
      name: 'db-is-a-leaf',
      severity: 'error',
      from: { path: '^server/db/', pathNot: test },
      to: { path: '^server/(?!db/|env\\.ts|errors\\.ts|actor\\.ts|runtime\\.ts|crypto/)' },
    },
    {
      name: 'verbs-not-routers',
      severity: 'error',
      from: { path: '^server/', pathNot: `^server/root\\.ts$|${test}` },
      to: { path: '/router\\.ts$' },
    },
    {
      name: 'routers-use-their-own-slice',
      comment: 'A router calls the verbs of its slice; what it needs of another one belongs into a verb.',
      severity: 'error',
      from: { path: '^server/([^/]+)/router\\.ts$' },
      to: { path: '^server/[^/]+/', pathNot: '^server/($1|db)/', ...typeOnly },
    },
    {
      name: 'the-gateway-is-not-the-api',
      severity: 'error',
      from: { path: '^server/gateway/', pathNot: test },
      to: { path: '^server/(trpc|root)\\.ts$|/router\\.ts$|^node_modules/(next|@trpc)/' },
    },
    {
      name: 'protocol-is-pure',
      severity: 'error',
      from: { path: '^server/(oauth|crypto)/', pathNot: test },
      to: { path: '^server/(?!oauth/|crypto/|errors\\.ts)|^node_modules/(next|@trpc|drizzle-orm|pg)/' },
    },
    {
      name: 'the-private-postgres-knows-nothing-of-us',
      severity: 'error',
      from: { path: '^server/postgres/', pathNot: test },
      to: { path: '^server/(?!postgres/)' },
    },
    {
      name: 'only-the-root-composes',
      severity: 'error',
      from: { path: '^server/', pathNot: `^server/(main\\.ts|process/)|${test}` },
      to: { path: '^server/(main\\.ts|process/(?!respond-json\\.ts))' },
    },
    {
      name: 'e2e-is-black-box',
      severity: 'error',
      from: { path: '^e2e/' },
      to: { path: '^(app|components)/|^server/(?!db/|postgres/|gateway/testing/)', ...typeOnly },
    },
    {
      name: 'programs-do-not-use-tests',
      severity: 'error',
      from: { path: '^(app|components|server)/', pathNot: `${test}|${testCluster}` },
      to: { path: `${test}|${testCluster}` },
    },
  ],
  options: {
    doNotFollow: { path: '(^|/)node_modules/' },
    exclude: { path: '^(\\.next|\\.portcullis)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
}
