import NextAuth, { CredentialsSignin } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { z } from 'zod'
import { hashSecret } from '#server/crypto/hash-secret.ts'
import { AppError } from '#server/errors.ts'
import { runtime } from '#server/runtime.ts'
import { endSession, sessionDays, signInWithPassword } from './sign-in-with-password.ts'
import { sourceOf } from './source-of-request.ts'

const credentials = z.object({ email: z.string().max(254), password: z.string().min(1).max(200) })

class Refused extends CredentialsSignin {
  constructor(reason: string) {
    super()
    this.code = reason
  }
}

/**
 * The sign-in instance of NextAuth. Its cookie is sealed and carries the secret of a session; the session itself is a row that
 * every request looks up, so that signing out, removing a person or restoring a backup ends it at once.
 */
function signInInstance() {
  const { settings, pool } = runtime()
  return NextAuth({
    basePath: '/api/auth',
    secret: settings.authSecret,
    trustHost: true,
    useSecureCookies: settings.appUrl.startsWith('https:'),
    session: { strategy: 'jwt', maxAge: sessionDays * 86_400 },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (given, request) => {
          const input = credentials.safeParse(given)
          if (!input.success) throw new Refused('wrong_credentials')
          try {
            const { userId, secret } = await signInWithPassword(pool, {
              ...input.data,
              source: sourceOf(request.headers),
              userAgent: request.headers.get('user-agent'),
            })
            return { id: userId, session: secret }
          } catch (error) {
            if (error instanceof AppError) throw new Refused(error.reason)
            throw error
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user && 'session' in user ? { sub: user.id, session: user.session } : token),
      // What a browser script can read of the session is nothing but that there is one.
      session: ({ session }) => ({ expires: session.expires }) as typeof session,
    },
    events: {
      signOut: async (message) => {
        const secret = 'token' in message ? message.token?.session : undefined
        if (typeof secret === 'string') await endSession(pool, hashSecret(secret))
      },
    },
    logger: {
      error: (error) => runtime().log.info({ type: error.name }, 'sign-in refused'),
      warn: (code) => runtime().log.debug({ code }, 'sign-in warning'),
      debug: () => undefined,
    },
  })
}

let instance: ReturnType<typeof signInInstance> | undefined

/** NextAuth's route handlers. Made at the first request, because settings are not there while the program is built. */
export function authHandlers() {
  instance ??= signInInstance()
  return instance.handlers
}
