import { getToken } from 'next-auth/jwt'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { runtime } from '#server/runtime.ts'

/**
 * Reads the session secret out of NextAuth's sealed cookie and gives its hash. Whether that session still stands is for the
 * database to say, at every request.
 *
 * @param headers the request's.
 * @returns null when there is no cookie that was sealed here.
 */
export async function sessionHashOf(headers: Headers): Promise<Buffer | null> {
  const { authSecret, appUrl } = runtime().settings
  if (!authSecret || !headers.has('cookie')) return null
  // An Authorization header is a key's, never a session's: only the cookie is looked at.
  const cookieOnly = new Headers({ cookie: headers.get('cookie') ?? '' })
  const token = await getToken({
    req: { headers: cookieOnly },
    secret: authSecret,
    secureCookie: appUrl.startsWith('https:'),
  }).catch(() => null)
  return typeof token?.session === 'string' && token.session.length >= 32 ? hashSecret(token.session) : null
}
