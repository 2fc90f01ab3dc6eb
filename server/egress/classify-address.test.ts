import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifyAddress } from '#server/egress/classify-address.ts'

const never = [
  ...[
    '0.0.0.0',
    '0.1.2.3',
    '169.254.0.1',
    '169.254.169.254',
    '169.254.170.2',
    '169.254.170.23',
    '224.0.0.1',
    '239.1.1.1',
  ],
  ...['240.0.0.1', '255.255.255.255', '100.100.100.200', '192.0.0.192', '168.63.129.16'],
  ...['::', 'fe80::1', 'febf::1', 'ff02::1', 'fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254'],
  // The metadata address behind every form that a translator or a mapped socket would turn back into it.
  ...['::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::a9fe:a9fe', '64:ff9b::a9fe:a9fe', '64:ff9b:1::a9fe:a9fe'],
  ...['2002:a9fe:a9fe::1', '2001:0:0:0:0:0:5601:5601', '::ffff:0:a9fe:a9fe'],
  ...['', 'localhost', '1.2.3', '010.0.0.1', '2001::1', '64:ff9b:1::1', '999.1.1.1', '1.2.3.4/32', 'fe80::1%eth0'],
]
const closed = [
  ...['10.0.0.1', '10.255.255.255', '100.64.0.1', '100.127.255.255', '127.0.0.1', '127.255.255.254', '172.16.0.1'],
  ...[
    '172.31.255.255',
    '192.168.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
  ],
  ...[
    '192.88.99.1',
    '::1',
    'fc00::1',
    'fdff::1',
    'fec0::1',
    'feff::1',
    '2001:db8::1',
    '2002:7f00:1::',
    '2002:808:808::1',
  ],
  ...[
    '2001::f7f7:f7f7',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '64:ff9b::7f00:1',
    '64:ff9b::808:808',
    '64:ff9b:1::808:808',
    '100::1',
  ],
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::7f00:1', '::808:808', '4000::1', '5f00::1', '3fff::1'],
]
const open = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '172.32.0.1',
  '100.128.0.1',
  '192.0.1.1',
  '::ffff:8.8.8.8',
  '2606:4700::1111',
  '2a00:1450:4001::200e',
]

test.each(never)('C4 %j is never allowed', (address) => {
  expect(classifyAddress(address)).toBe('never')
})

test.each(closed)('C4 %s is private', (address) => {
  expect(classifyAddress(address)).toBe('private')
})

test.each(open)('%s is public', (address) => {
  expect(classifyAddress(address)).toBe('public')
})

test('C4 an IPv4 address has the same class when it is mapped into IPv6', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(classifyAddress(`::ffff:${address}`)).toBe(classifyAddress(address))
    }),
  )
})

test('C4 no translation prefix and nothing outside 2000::/3 is ever public', () => {
  const word = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
  const prefix = fc.constantFrom(
    '64:ff9b:0:0:0:0',
    '64:ff9b:1:0:0:0',
    '2002',
    '2001:0',
    'fc00',
    'fec0',
    '0:0:0:0:0:0',
    '4000',
    'e000',
  )
  fc.assert(
    fc.property(prefix, fc.array(word, { minLength: 8, maxLength: 8 }), (start, words) => {
      expect(classifyAddress([...start.split(':'), ...words].slice(0, 8).join(':'))).not.toBe('public')
    }),
  )
})
