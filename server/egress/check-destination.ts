import { isIP } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { AllowList } from '#server/egress/allow-list.ts'
import { classifyAddress, parseAddress } from '#server/egress/classify-address.ts'
import { EgressError } from '#server/egress/egress-error.ts'

const METADATA_HOSTS = new Set([
  'metadata',
  'metadata.google.internal',
  'metadata.goog',
  'metadata.azure.com',
  'metadata.azure.internal',
  'metadata.tencentyun.com',
  'metadata.packet.net',
  'metadata.platformequinix.com',
  'instance-data',
  'instance-data.ec2.internal',
  'rancher-metadata',
])
const LOOPBACK = ['127.0.0.1', '::1']

/** Finds every address of a host name. */
export type Resolver = (hostname: string) => Promise<string[]>

export interface Rules {
  allow: AllowList
  /** Ports of this machine that belong to Portcullis itself: its own HTTP port, its database. */
  ownPorts: ReadonlySet<number>
  /** The same for other machines: where a remote database listens. */
  ownEndpoints: readonly { host: string; port: number }[]
  resolve: Resolver
}

export interface Destination {
  protocol: string
  hostname: string
  port: number
}

/**
 * Decides whether a request may go to a host, and to which of its addresses. Every address is checked, not only the one
 * that will be used: a name with one forbidden address is refused as a whole.
 * @returns the addresses a socket may be opened to, in the resolver's order
 * @throws EgressError `refused`, with the reason in `detail`
 */
export async function checkDestination(rules: Rules, destination: Destination): Promise<string[]> {
  const { protocol, port } = destination
  const host = normalise(destination.hostname)
  if (protocol !== 'https:' && protocol !== 'http:') throw refused(`${protocol} is not http or https`)
  if (METADATA_HOSTS.has(host)) throw refused(`${host} is a cloud metadata service`)
  const addresses = await addressesOf(rules, host)
  if (addresses.length === 0) throw refused(`${host} has no address`)
  for (const address of addresses) {
    const kind = classifyAddress(address)
    if (kind === 'never') throw refused(`${host} has the address ${address}, which is never allowed`)
    if (await isOwn(rules, address, host, port)) throw refused(`${host}:${port} is a port of Portcullis itself`)
    const opened = rules.allow.hasAddress(address) || rules.allow.hasHost(host)
    if (kind === 'private' && !opened) throw refused(`${host} has the private address ${address}, not in EGRESS_ALLOW`)
    if (protocol === 'http:' && !opened) throw refused(`http is only for EGRESS_ALLOW, and ${address} is not in it`)
  }
  return addresses
}

/** Without the brackets of IPv6, in lower case, without the dot that makes a name absolute. */
function normalise(hostname: string): string {
  return hostname
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase()
    .replace(/\.$/, '')
}

async function addressesOf(rules: Rules, host: string): Promise<string[]> {
  if (isIP(host) !== 0) return [host]
  if (host === 'localhost' || host.endsWith('.localhost')) return loopbackOf(rules, host)
  try {
    return await rules.resolve(host)
  } catch (error) {
    throw refused(`${host} does not resolve: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/**
 * RFC 6761 section 6.3: these names never leave the machine, so they need no resolver. Opening 127.0.0.0/8 is meant to
 * open `localhost`, also on machines where that name has ::1 as well; only what is open is then used.
 */
function loopbackOf(rules: Rules, host: string): string[] {
  const open = LOOPBACK.filter((address) => rules.allow.hasAddress(address) || rules.allow.hasHost(host))
  return open.length > 0 ? open : LOOPBACK
}

async function isOwn(rules: Rules, address: string, host: string, port: number): Promise<boolean> {
  if (rules.ownPorts.has(port) && isThisMachine(address)) return true
  for (const own of rules.ownEndpoints) {
    if (own.port !== port) continue
    const ownHost = normalise(own.host)
    if (ownHost === host) return true
    const ownAddresses = isIP(ownHost) === 0 ? await rules.resolve(ownHost).catch(() => []) : [ownHost]
    if (ownAddresses.some((ownAddress) => isSame(ownAddress, address))) return true
  }
  return false
}

function isThisMachine(address: string): boolean {
  if (['loopback', 'unspecified'].includes(parseAddress(address).range())) return true
  const own = Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])
  return own.some((entry) => isSame(entry.address, address))
}

function isSame(a: string, b: string): boolean {
  return isIP(a) !== 0 && parseAddress(a).toNormalizedString() === parseAddress(b).toNormalizedString()
}

function refused(detail: string): EgressError {
  return new EgressError('refused', detail)
}
