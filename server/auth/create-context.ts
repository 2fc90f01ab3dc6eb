import { hashSecret } from '#server/crypto/hash-secret.ts'
import { runtime } from '#server/runtime.ts'
import type { Context } from '#server/trpc.ts'
import { sessionHashOf } from './session-cookie.ts'

/**
 * Reads who a request says it is. A bearer key wins over a cookie: a script that sends one never acts as a person by accident.
 *
 * @param headers the request's; `x-portcullis-organization` selects one of the person's organizations, by slug.
 */
export async function createContext(headers: Headers): Promise<Context> {
  const sameSite = isSameSite(headers)
  const authorization = headers.get('authorization')
  if (authorization !== null) {
    const key = /^Bearer ([!-~]{16,512})$/i.exec(authorization)?.[1]
    return { sameSite, actor: key ? { kind: 'api_key', secretHash: hashSecret(key) } : null }
  }
  const secretHash = await sessionHashOf(headers)
  return {
    sameSite,
    actor: secretHash && { kind: 'session', secretHash, organization: headers.get('x-portcullis-organization') },
  }
}

// Fetch metadata cannot be set by a page's script; browsers that do not send it send Origin with every POST.
function isSameSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site')
  const origin = headers.get('origin')
  if (origin !== null && origin !== new URL(runtime().settings.appUrl).origin) return false
  return site !== null ? site === 'same-origin' : origin !== null
}
