const texts: Record<string, string> = {
  'call.decide': 'Call decided',
  'call.finish': 'Call finished',
  'session.open': 'Session opened',
  'session.close': 'Session closed',
  'key.reject': 'Key rejected',
  'grant.grant': 'Access granted',
  'session.sign_in': 'Signed in',
  'session.sign_out': 'Signed out',
}

const verbs: Record<string, string> = {
  create: 'created',
  change: 'changed',
  revoke: 'revoked',
  remove: 'removed',
  pause: 'paused',
  resume: 'resumed',
  confirm: 'confirmed',
  expire: 'expired',
  classify: 'classed',
  find: 'found',
  quarantine: 'quarantined',
  reset: 'new again',
}

/** An action of the log in words; one that has none is made readable from its own name. */
export function actionText(action: string): string {
  const known = texts[action]
  if (known) return known
  const [subject = action, verb = ''] = action.split('.')
  const words = `${subject.replaceAll('_', ' ')} ${verbs[verb] ?? verb.replaceAll('_', ' ')}`.trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
