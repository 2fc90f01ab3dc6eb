import { hash, verify } from '@node-rs/argon2'

// argon2id with the parameters that OWASP recommends as a minimum: 19 MiB, two passes, one lane.
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** A hash of a password, argon2id in PHC format. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, parameters)
}

/**
 * Whether a password is the one that was hashed. Without a hash (no such person) it takes as long and says no, so that
 * time does not tell who has an account.
 */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await nobody), password).catch(() => false)
  return stored !== null && matches
}

const nobody = hashPassword('nobody has this password')
