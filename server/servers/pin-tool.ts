import { createHash } from 'node:crypto'
import { canonicalJson } from '#server/crypto/canonical-json.ts'

const PINNED_MEMBERS = [
  'name',
  'title',
  'description',
  'inputSchema',
  'outputSchema',
  'annotations',
  'icons',
  'execution',
] as const

/**
 * Computes the pin of a tool: what an admin has looked at and confirmed. A tool whose pin differs is another tool.
 * Of `_meta` only `ui` counts, because servers put values there that change from call to call.
 * @param definition the tool as `tools/list` gave it
 * @returns SHA-256 in hex over the canonical JSON (RFC 8785) of the members that a person or a model is shown
 * @throws TypeError when the definition has no canonical form (for example a number out of range): such a tool has no
 *   pin and can never be confirmed
 */
export function pinOf(definition: Record<string, unknown>): string {
  const pinned: Record<string, unknown> = {}
  for (const member of PINNED_MEMBERS) {
    if (Object.hasOwn(definition, member)) pinned[member] = definition[member]
  }
  const ui = uiOf(definition)
  if (ui !== undefined) pinned._meta = { ui }
  return createHash('sha256').update(canonicalJson(pinned), 'utf8').digest('hex')
}

function uiOf(definition: Record<string, unknown>): unknown {
  const meta = Object.hasOwn(definition, '_meta') ? definition._meta : undefined
  if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, 'ui')) return undefined
  return (meta as { ui: unknown }).ui
}
