/** Calls that one request may carry. The dashboard splits what it asks by the same number; more is refused with 400. */
export const batchLimit = 20
