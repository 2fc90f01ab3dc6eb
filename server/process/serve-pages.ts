import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Settings } from '#server/env.ts'

/** Next behind our own server. */
export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>
  /** Lets the development server reload pages in the browser. */
  attach(server: Server): void
  close(): Promise<void>
}

/**
 * Prepares Next. It is loaded here and not before, because it reads NODE_ENV while it is loaded.
 *
 * @param options.dir the project's directory, with the build in `.next` unless `dev`.
 */
export async function preparePages(settings: Settings, options: { dev: boolean; dir: string }): Promise<Pages> {
  const { default: next } = await import('next')
  const app = next({
    dev: options.dev,
    dir: options.dir,
    hostname: 'localhost',
    port: settings.port,
    customServer: true,
  })
  await app.prepare()
  const handle = app.getRequestHandler()
  return {
    handle: (request, response) => handle(request, response),
    attach: (server) => {
      const upgrade = app.getUpgradeHandler()
      server.on('upgrade', (request, socket, head) => {
        if (options.dev) upgrade(request, socket, head).catch(() => socket.destroy())
        else socket.destroy()
      })
    },
    close: () => app.close(),
  }
}
