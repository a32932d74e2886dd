import { asciiLine, type Outcome, outcomeLine, publicAddress } from '../runs/index.ts'
import type { ReasonCode } from '../../src/verdict/index.ts'
import { REASONS } from '../../src/verdict/index.ts'
import type { Exchange } from './exchange.ts'
import type { ProxyError } from './proxy-error.ts'

/** Answers with `403` and the reason as its phrase, which all pips print; the address stays refused for the run. */
export function refuseWith(exchange: Exchange, outcome: Outcome): void {
  exchange.run.ledger.record(outcome)
  exchange.run.ledger.refuseAddress(exchange.url, outcome)
  sendLine(exchange, 403, outcomeLine(outcome))
}

/** A page or text that cannot be given to pip. pip hides the reason for pages, so the run prints it at its end. */
export function refusePage(exchange: Exchange, code: ReasonCode, found: string): void {
  const detail = `${publicAddress(exchange.url)}: ${REASONS[code].title}: ${found}`
  exchange.run.ledger.event({ type: 'page-refused', code, detail })
  sendLine(exchange, 403, `refused by pip-trust: ${code} ${REASONS[code].title}: ${found}`)
}

/** No answer from upstream: `403` where trying again cannot help, else `503`, which every pip tries again (`502` only from 24 on). */
export function upstreamFailed(exchange: Exchange, error: ProxyError): void {
  const isFinal = error.code !== 'upstream-failed' && error.code !== 'proxy-failed'
  const code = error.code === 'upstream-untrusted' ? 'TC5007' : error.code === 'too-large' ? 'TC1008' : null
  exchange.run.ledger.event({
    type: error.code,
    code,
    detail: error.message + trustedHostNote(exchange, code) + proxyNote(error),
  })
  sendLine(exchange, isFinal ? 403 : 503, `pip-trust: ${code === null ? '' : `${code} `}${error.message}`)
}

/** A proxy's words are printed at the end of the run: what to do belongs to them. */
function proxyNote({ code, hint }: ProxyError): string {
  return code.startsWith('proxy-') && hint !== undefined ? ` (${hint})` : ''
}

/** pip's `--trusted-host` turns verification off; here it never does. */
function trustedHostNote({ run, url }: Exchange, code: ReasonCode | null): string {
  const isTrusted = run.settings.trustedHosts.some((host) => host === url.host || host === url.hostname)
  return code === 'TC5007' && isTrusted ? '; `--trusted-host` does not turn this off' : ''
}

/** Ends the exchange with a status and one line, which is the reason phrase and the body. */
export function sendLine({ response }: Exchange, status: number, text: string): void {
  if (response.headersSent) return void response.destroy()
  const line = asciiLine(text)
  const headers = { 'content-type': 'text/plain; charset=us-ascii', 'cache-control': 'no-store' }
  response.writeHead(status, line, { ...headers, 'content-length': line.length + 1 })
  response.end(`${line}\n`)
}
