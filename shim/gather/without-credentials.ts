/** An address as pip gives it to a version control system, without user and password: `git+https://x:y@h/r` → `git+https://h/r`. */
export function withoutCredentials(location: string): string {
  return location.replace(/^([a-z][a-z\d+.-]*:\/\/)[^/@]*@/i, (whole, scheme: string) =>
    /ssh:\/\/$/i.test(scheme) && !whole.includes(':', scheme.length) ? whole : scheme,
  )
}
