import ipaddr from 'ipaddr.js'

// Some proxies write the port of the client behind its address, such as `203.0.113.7:1234` or `[2001:db8::1]:1234`; it is left out.

/**
 * One source of requests: an IPv4 address, or the first 64 bits of an IPv6 address, because the holder of one address has all
 * addresses with these bits (RFC 4291, 2.5.4). Pure.
 */
export const hostOf = (address: string): string => rangeOf(address, 32, 64)

/**
 * The network of one holder of many addresses: 256 addresses of IPv4; the first 56 bits of IPv6, as providers give them to a
 * household or an office (RFC 6177). Pure.
 */
export const networkOf = (address: string): string => rangeOf(address, 24, 56)

function rangeOf(address: string, bitsOfIpv4: number, bitsOfIpv6: number): string {
  const withoutPort = address.replace(/^(\d+(?:\.\d+){3}):\d+$|^\[([^\]]+)\](?::\d+)?$/, '$1$2')
  // A proxy may pass on text that its client has written.
  if (!ipaddr.isValid(withoutPort)) return 'unknown'
  const parsed = ipaddr.process(withoutPort)
  if (parsed.kind() === 'ipv4')
    return `${ipaddr.IPv4.networkAddressFromCIDR(`${parsed}/${bitsOfIpv4}`)}/${bitsOfIpv4}`
  const [plain] = parsed.toString().split('%')
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${plain}/${bitsOfIpv6}`)}/${bitsOfIpv6}`
}
