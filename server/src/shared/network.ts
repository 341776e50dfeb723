import ipaddr from 'ipaddr.js'

/**
 * One place that calls come from: an IPv4 address; of IPv6 the first 64 bits, for who has one address has all of those
 * (RFC 4291, 2.5.4). Pure.
 */
export const hostOf = (address: string): string => rangeOf(address, 32, 64)

/**
 * What one holder of many addresses has of them: 256 of IPv4; of IPv6 the first 56 bits, as providers give them to a household or
 * an office (RFC 6177). Pure.
 */
export const networkOf = (address: string): string => rangeOf(address, 24, 56)

function rangeOf(address: string, bitsOfIpv4: number, bitsOfIpv6: number): string {
  // A proxy may hand on what its caller has written.
  if (!ipaddr.isValid(address)) return 'unknown'
  const known = ipaddr.process(address)
  if (known.kind() === 'ipv4')
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${known}/${bitsOfIpv4}`)}/${bitsOfIpv4}`
  const [plain] = known.toString().split('%')
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${plain}/${bitsOfIpv6}`)}/${bitsOfIpv6}`
}
