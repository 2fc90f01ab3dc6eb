import { expect } from 'vitest'

/** Expects something to come true, on a busy machine too: starting a process can take seconds there. */
export const eventually = <T>(look: () => T | Promise<T>) => expect.poll(look, { timeout: 12_000 })
