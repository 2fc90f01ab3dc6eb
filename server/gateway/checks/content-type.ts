import type { Check } from '#server/gateway/exchange.ts'
import { Refusal } from '#server/gateway/refusal.ts'

const JSON_TYPE = /^application\/json *(?:; *charset="?utf-8"? *)?$/i

/** A POST holds JSON in UTF-8, as it is. A browser form cannot send this type without asking first. */
export const contentType: Check = {
  name: 'content-type',
  run({ request, httpMethod }) {
    if (httpMethod !== 'POST') return
    const given = request.headersDistinct['content-type']
    if (given?.length !== 1 || !JSON_TYPE.test(given[0] ?? '')) {
      throw Refusal.http(415, 'The Content-Type must be application/json.')
    }
    const encoding = request.headers['content-encoding'] ?? 'identity'
    if (encoding !== 'identity') throw Refusal.http(415, 'The body must not be compressed.')
  },
}
