import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { parseAddress } from '#server/egress/classify-address.ts'

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/

/** EGRESS_ALLOW: which private addresses and which host names this installation opens. */
export interface AllowList {
  hasAddress(address: string): boolean
  hasHost(host: string): boolean
}

/**
 * Reads the entries of EGRESS_ALLOW.
 * @param entries addresses (`10.0.0.7`, `::1`), CIDR ranges (`10.0.0.0/8`) and host names (`mcp.internal`)
 * @throws TypeError naming the entry that is none of these
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = []
  const hosts = new Set<string>()
  for (const entry of entries) {
    const text = entry.trim().toLowerCase()
    // The address part goes through Node: ipaddr alone also takes forms such as 10.0.0 and 010.0.0.1.
    const isRange = isIP(text.split('/')[0] ?? '') !== 0 && ipaddr.isValidCIDR(text)
    if (isRange) ranges.push(ipaddr.parseCIDR(text))
    else if (isIP(text) !== 0) ranges.push(wholeAddress(text))
    else if (HOST_NAME.test(text) && !/^[\d.]+$/.test(text)) hosts.add(text)
    else throw new TypeError(`EGRESS_ALLOW: ${JSON.stringify(entry)} is no address, no CIDR range and no host name`)
  }
  return {
    hasAddress(text) {
      if (isIP(text) === 0) return false
      const address = parseAddress(text)
      return ranges.some(([range, bits]) => range.kind() === address.kind() && address.match([range, bits]))
    },
    hasHost: (host) => hosts.has(host),
  }
}

function wholeAddress(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const address = parseAddress(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}
