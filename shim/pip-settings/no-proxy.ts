import { BlockList, isIP } from 'node:net'

/** requests' `should_bypass_proxies`: `*`, addresses and networks, and names that the host ends with. */
export function noProxy(text: string): (host: string, port: string) => boolean {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
  return (host, port) => entries.some((entry) => covers(entry, host, `${host}:${port}`))
}

function covers(entry: string, host: string, withPort: string): boolean {
  if (entry === '*') return true
  if (isIP(host) !== 0) return entry === host || entry === withPort || inNetwork(entry, host)
  return host.endsWith(entry) || withPort.endsWith(entry) || `.${host}` === entry
}

function inNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  if (!/^\d{1,3}$/.test(bits) || isIP(network) === 0 || isIP(network) !== isIP(host)) return false
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6'
  if (Number(bits) > (family === 'ipv4' ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, family)
}
