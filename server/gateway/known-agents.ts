import type { AuthenticatedAgent } from '#server/agents/authenticate-agent.ts'
import type { GatewayVerbs } from '#server/gateway/gateway-verbs.ts'

const KEPT_MS = 60_000
const MOST_KEPT = 10_000

/**
 * Who holds which key, as the database said within the last minute. It allows nothing: every message still asks the decision, which
 * looks the key up itself and refuses one that was revoked a moment ago. It only saves asking twice.
 */
export class KnownAgents {
  private readonly known = new Map<string, { agent: AuthenticatedAgent; until: number }>()
  private readonly verbs: GatewayVerbs

  constructor(verbs: GatewayVerbs) {
    this.verbs = verbs
  }

  /** @throws AppError UNAUTHORIZED for a key that the database does not take. */
  async identify(keyHash: Buffer, publicId: string): Promise<AuthenticatedAgent> {
    const name = keyHash.toString('base64')
    const remembered = this.known.get(name)
    if (remembered && remembered.until > performance.now()) return remembered.agent
    this.known.delete(name)
    const agent = await this.verbs.authenticateAgent(keyHash, publicId)
    if (this.known.size >= MOST_KEPT) this.known.clear()
    this.known.set(name, { agent, until: performance.now() + KEPT_MS })
    return agent
  }

  forget(keyHash: Buffer): void {
    this.known.delete(keyHash.toString('base64'))
  }
}
