import { isIPv6 } from 'node:net'

/**
 * What attempts and requests are counted by: an IPv4 address, or the network of an IPv6 address (its first 64 bits), since whoever has one
 * address there has as many as they like.
 */
export function countedAddress(address: string | undefined): string {
  const bare = (address ?? '').replace(/%.*$/, '')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)
  if (mapped) return mapped[1] as string
  if (!isIPv6(bare)) return bare
  const [head = '', tail = ''] = bare.split('::')
  const groups = (text: string) => (text ? text.split(':') : [])
  const missing = 8 - groups(head).length - groups(tail).length
  const whole = bare.includes('::') ? [...groups(head), ...Array(missing).fill('0'), ...groups(tail)] : groups(bare)
  const network = whole.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${network.join(':')}::/64`
}
