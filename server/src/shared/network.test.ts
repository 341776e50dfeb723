import { expect, it } from 'vitest'
import { hostOf, networkOf } from './network.ts'

it.each([
  ['203.0.113.7', '203.0.113.7/32', '203.0.113.0/24'],
  ['::ffff:203.0.113.7', '203.0.113.7/32', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/56'],
  ['2001:db8:1:102::1', '2001:db8:1:102::/64', '2001:db8:1:100::/56'],
  ['2001:0DB8:0001:0002:ffff::', '2001:db8:1:2::/64', '2001:db8:1::/56'],
  ['2001:db8::1', '2001:db8::/64', '2001:db8::/56'],
  ['fe80::1%eth0', 'fe80::/64', 'fe80::/56'],
  ['::1', '::/64', '::/56'],
  ['::', '::/64', '::/56'],
  ['203.0.113.7:1234', 'unknown', 'unknown'],
  ['<script>', 'unknown', 'unknown'],
  ['', 'unknown', 'unknown'],
])('the address %s belongs to the host %s and the network %s', (address, host, network) => {
  expect([hostOf(address), networkOf(address)]).toEqual([host, network])
})
