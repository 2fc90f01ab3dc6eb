import { type EndPreset, endOf, inDays, inHours, never, tomorrow } from '#components/form/end-presets.ts'
import type { Level } from '#components/grants/levels.ts'

export const grantEnds: EndPreset[] = [inHours(8), tomorrow, inDays(7), inDays(30), never]

export interface GrantDraft {
  agentId: string
  serverId: string
  level: Level
  tools: string[]
  resources: boolean
  prompts: boolean
  end: { preset: string; custom: string }
  /** Whether the end was chosen by hand: then the level does not move it any more. */
  endChosen: boolean
  reason: string
}

/** The end that is offered first: a month for reading, a working day for anything that can change something. */
export function defaultEnd(level: Level, writes: boolean): string {
  return level === 'read_only' || (level === 'custom' && !writes) ? '30d' : '8h'
}

/** What keeps a draft from being granted; null if nothing does. */
export function problemOf(
  draft: GrantDraft,
  now: Date,
): { field: 'agent' | 'server' | 'tools' | 'end'; message: string } | null {
  if (!draft.agentId) return { field: 'agent', message: 'Choose an agent.' }
  if (!draft.serverId) return { field: 'server', message: 'Choose a server.' }
  if (draft.level === 'custom' && draft.tools.length === 0)
    return { field: 'tools', message: 'Pick at least one tool.' }
  if (endOf(grantEnds, draft.end.preset, draft.end.custom, now) === undefined)
    return { field: 'end', message: 'Choose a moment in the future.' }
  return null
}

/** What a draft says about access, as the API takes it. Tools and switches only where the level has them. */
export function termsOf(draft: GrantDraft, now: Date) {
  return {
    level: draft.level,
    ...(draft.level === 'custom'
      ? { allowedTools: draft.tools, resources: draft.resources, prompts: draft.prompts }
      : {}),
    expiresAt: endOf(grantEnds, draft.end.preset, draft.end.custom, now) ?? null,
    reason: draft.reason.trim() || null,
  }
}
