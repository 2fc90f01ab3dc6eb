import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/**
 * - `public`: anyone may be sent there
 * - `private`: only when the installation's EGRESS_ALLOW opens it
 * - `never`: cloud metadata, link-local, unspecified, multicast, reserved: no setting opens it
 */
export type AddressClass = 'public' | 'private' | 'never'

const NEVER = [
  // Link-local as a whole: besides 169.254.169.254 the clouds keep credential services on several more of its addresses.
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  // Metadata services outside link-local: Alibaba, Oracle, Azure's host agent, AWS and Google over IPv6.
  '100.100.100.200/32',
  '192.0.0.192/32',
  '168.63.129.16/32',
  'fd00:ec2::/32',
  'fd20:ce::/32',
].map((range) => ipaddr.parseCIDR(range))

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** Reads an address, with IPv4-mapped IPv6 turned into the IPv4 address that a socket would really reach. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  return ipaddr.process(text)
}

/** Says where an address lies. What cannot be read is `never`. */
export function classifyAddress(text: string): AddressClass {
  // Not ipaddr's own check: it also takes 1.2.3 and 010.0.0.1, which systems read differently.
  if (isIP(text) === 0) return 'never'
  const address = parseAddress(text)
  const inner = embeddedIPv4(address)
  if (isNever(address) || (inner && isNever(inner))) return 'never'
  if (address.range() !== 'unicast') return 'private'
  // Outside 2000::/3 nothing is routed publicly, but the old IPv4-compatible form (::127.0.0.1) would count as unicast.
  return address instanceof ipaddr.IPv6 && !address.match(GLOBAL_UNICAST) ? 'private' : 'public'
}

function isNever(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return NEVER.some(([range, bits]) => range.kind() === address.kind() && address.match([range, bits]))
}

/** The IPv4 address that a translator would send the packet to: NAT64, SIIT, 6to4, Teredo and the IPv4-compatible form. */
function embeddedIPv4(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address instanceof ipaddr.IPv4) return undefined
  const bytes = address.toByteArray()
  switch (address.range()) {
    case '6to4':
      return new ipaddr.IPv4(bytes.slice(2, 6))
    case 'teredo':
      return new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff))
    case 'rfc6052':
    case 'rfc6145':
      return new ipaddr.IPv4(bytes.slice(12))
    default:
      return bytes.slice(0, 12).every((byte) => byte === 0) && !isLoopback(address)
        ? new ipaddr.IPv4(bytes.slice(12))
        : undefined
  }
}

function isLoopback(address: ipaddr.IPv6): boolean {
  return address.range() === 'loopback'
}
