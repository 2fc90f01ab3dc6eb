import { signIn as nextAuthSignIn } from 'next-auth/react'

/** Starts a session with an e-mail address and a password. Returns why it did not, or null when it did. */
export async function signIn(email: string, password: string): Promise<string | null> {
  try {
    const result = await nextAuthSignIn('credentials', { redirect: false, email, password })
    if (result?.ok && !result.error) return null
    if (result?.status === 429 || result?.code === 'too_many_attempts')
      return 'Too many failed attempts. Wait a quarter of an hour, then try again.'
    return 'The e-mail address or the password is wrong.'
  } catch {
    return 'The server could not be reached. Check that it is running, then try again.'
  }
}
