const texts: Record<string, string> = {
  'call.decide': 'Call decided',
  'call.finish': 'Call finished',
  'session.open': 'Session opened',
  'session.close': 'Session closed',
  'key.reject': 'Key rejected',
}

const verbs: Record<string, string> = {
  create: 'created',
  grant: 'granted',
  change: 'changed',
  update: 'changed',
  revoke: 'revoked',
  remove: 'removed',
  pause: 'paused',
  resume: 'resumed',
  discover: 'discovered',
  confirm: 'confirmed',
  expire: 'expired',
  classify: 'classed',
  rename: 'renamed',
}

/** An action of the log in words; one that has none is made readable from its own name. */
export function actionText(action: string): string {
  const known = texts[action]
  if (known) return known
  const [subject = action, verb = ''] = action.split('.')
  const words = `${subject.replaceAll('_', ' ')} ${verbs[verb] ?? verb.replaceAll('_', ' ')}`.trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
