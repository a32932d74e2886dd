import type { HttpProxy } from '../pip-settings/index.ts'
import { ProxyError } from './proxy-error.ts'

const KINDS = ['Basic', 'Digest', 'NTLM', 'Negotiate', 'Kerberos', 'Bearer']

/** What a proxy's `407` asks for (RFC 9110 §11.7.1), as the end of the run: trying again cannot help. */
export function loginWanted(proxy: HttpProxy, challenge: string | undefined): ProxyError {
  const place = `the proxy \`${proxy.host}:${proxy.port}\``
  const kinds = kindsOf(challenge ?? '')
  if (kinds.includes('Basic') || kinds.length === 0) {
    const message =
      proxy.authorization === null
        ? `${place} wants a user name and a password (407), and pip is set to none`
        : `${place} does not accept the user name and password that pip is set to (407)`
    return new ProxyError('proxy-login', {
      message,
      hint: 'name them with the proxy: --proxy http://USER:PASSWORD@HOST:PORT, `proxy =` in pip.conf, or `HTTPS_PROXY`',
    })
  }
  return new ProxyError('proxy-login', {
    message: `${place} wants a login by ${kinds.join(' or ')} (407): expected Basic, all that pip and pip-trust have`,
    hint: 'run a helper that logs in for you, such as px or cntlm, and name it: --proxy http://127.0.0.1:PORT',
  })
}

/** Kinds of login in a challenge; what stands in quotes is no kind. */
function kindsOf(challenge: string): readonly string[] {
  const words = challenge.replaceAll(/"[^"]*"/g, '').match(/[a-z]+(?![\w-]*\s*=)/gi) ?? []
  const named = new Set(words.map((word) => word.toLowerCase()))
  return KINDS.filter((kind) => named.has(kind.toLowerCase()))
}
