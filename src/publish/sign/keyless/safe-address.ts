/** Encrypted, or on this machine: a token that is seen on the way signs as whoever it names. */
export function isSafeAddress({ protocol, hostname }: URL): boolean {
  const isHere = ['127.0.0.1', '[::1]', 'localhost'].includes(hostname)
  return protocol === 'https:' || (protocol === 'http:' && isHere)
}
