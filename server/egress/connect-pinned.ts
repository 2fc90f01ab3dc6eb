import type { Socket } from 'node:net'
import { buildConnector } from 'undici'
import { checkDestination, type Rules } from '#server/egress/check-destination.ts'
import { EgressError } from '#server/egress/egress-error.ts'

/**
 * Makes the connector of the guarded client: it checks where a socket goes and then opens it to the checked address.
 * It sits in `connect` and not in `lookup`, because no look-up happens for an address literal, and because a second
 * look-up after the check could answer differently.
 * @param timeout milliseconds for name resolution and connecting together
 */
export function connectPinned(rules: Rules, timeout: number): buildConnector.connector {
  const connect = buildConnector({ allowH2: false, timeout })

  async function open(options: buildConnector.Options): Promise<Socket> {
    const { protocol, hostname } = options
    const port = Number(options.port || (protocol === 'https:' ? 443 : 80))
    const started = Date.now()
    const addresses = await within(timeout, checkDestination(rules, { protocol, hostname, port }))
    let failure: unknown
    for (const address of addresses) {
      if (Date.now() - started > timeout) break
      try {
        return await dial(options, address)
      } catch (error) {
        failure = error
      }
    }
    throw failure ?? new EgressError('timeout', 'no address could be connected to in time')
  }

  function dial(options: buildConnector.Options, address: string): Promise<Socket> {
    // `host` and `servername` stay those of the URL: the certificate must be for the name, not for the address.
    return new Promise((resolve, reject) => {
      connect({ ...options, hostname: address }, (error, socket) => {
        if (error) reject(error)
        else resolve(socket as Socket)
      })
    })
  }

  return (options, callback) => {
    open(options).then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
    )
  }
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new EgressError('refused', 'the name did not resolve in time')), milliseconds)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
