import { hash as digestOf } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importPublicKey, familyOf, verifiesWith, type PublicKey } from '../../trust/index.ts'
import { decodePem, EncodingError } from '../../encoding/index.ts'
import { KeysError } from './keys-error.ts'
import type { RunProgram } from './run-program.ts'
import { signingHash, type Signer } from './signer.ts'

/** The variable that `pkcs11-tool` reads the PIN from: never an argument, which everybody on the machine sees. */
const PIN = 'PIP_TRUST_PKCS11_PIN'
/** Of ECDSA the form that takes a digest: not every token hashes. */
const MECHANISMS = {
  ec: 'ECDSA',
  rsa: 'SHA256-RSA-PKCS',
  ed25519: 'EDDSA',
} as const

/** A key on a token: which module speaks to it, and which token and key are meant (RFC 7512). */
export interface TokenKey {
  readonly module: string
  readonly token: string
  /** Hex. */
  readonly id: string
}

/**
 * Reads an URI of RFC 7512, as far as it names one key: `pkcs11:token=release;id=%01%02`. `module-path`, which it may carry,
 * must be there unless `module` says it. Throws `KeysError` `token`.
 */
export function parseTokenUri(uri: string, module: string | null): TokenKey {
  const [, path = '', query = ''] = /^pkcs11:([^?]*)(?:\?(.*))?$/.exec(uri) ?? []
  const parts = new Map([...attributes(path, ';'), ...attributes(query, '&')])
  const [token, id] = [parts.get('token'), parts.get('id')]
  const found = module ?? parts.get('module-path')?.toString()
  if (token === undefined || id === undefined || found === undefined) {
    throw new KeysError('token', {
      message: `\`${uri}\` does not name a token, a key and a module`,
      hint: 'pkcs11:token=NAME;id=%01?module-path=/usr/lib/softhsm/libsofthsm2.so, as `pkcs11-tool --list-objects` shows them',
    })
  }
  return { module: found, token: token.toString(), id: id.toString('hex') }
}

function attributes(text: string, separator: string): readonly (readonly [string, Buffer])[] {
  return text.split(separator).flatMap((part) => {
    const [, name, value] = /^([a-z0-9-]+)=(.*)$/.exec(part) ?? []
    return name === undefined || value === undefined ? [] : [[name, percentDecoded(value)] as const]
  })
}

/** Bytes: an id is no text. */
function percentDecoded(text: string): Buffer {
  const latin1 = Buffer.from(text).toString('latin1')
  return Buffer.from(
    latin1.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    ),
    'latin1',
  )
}

/** The public half of a key on a token. Throws `KeysError` `token`. */
export async function tokenPublicKey(key: TokenKey, pin: string, run: RunProgram): Promise<PublicKey> {
  return await inFolder(async (folder) => {
    const file = join(folder, 'public.der')
    await tool(key, pin, run, ['--read-object', '--type', 'pubkey', '--output-file', file])
    try {
      return importPublicKey(derOf(await readFile(file)))
    } catch (cause) {
      if (!(cause instanceof EncodingError)) throw cause
      throw away(`its public key can not be used: ${cause.message}`)
    }
  })
}

/** Of Ed25519 keys `pkcs11-tool` writes PEM, whatever is asked for. */
function derOf(file: Buffer): Uint8Array {
  return file[0] === 0x30 ? file : decodePem(file.toString('latin1')).bytes
}

/**
 * A signer whose key a PKCS#11 token holds, asked by `pkcs11-tool` (OpenSC). Tokens draw a fresh number for each ECDSA signature,
 * so that those differ each time. What comes back is checked before it is given on. Rejects with `KeysError` `token`.
 */
export function tokenSigner(key: TokenKey, publicKey: PublicKey, pin: string, run: RunProgram): Signer {
  const family = familyOf(publicKey)
  const mechanism = ['--sign', '--mechanism', MECHANISMS[family]]
  const form = family === 'ec' ? ['--signature-format', 'openssl'] : []
  return {
    publicKey,
    isDeterministic: family !== 'ec',
    sign: (data) =>
      inFolder(async (folder) => {
        const [input, output] = [join(folder, 'data'), join(folder, 'signature')]
        await writeFile(input, family === 'ec' ? digestOf(signingHash(publicKey), data, 'buffer') : data, {
          mode: 0o600,
        })
        await tool(key, pin, run, [...mechanism, ...form, '--input-file', input, '--output-file', output])
        const signature = await readFile(output)
        if (verifiesWith(publicKey, signingHash(publicKey), data, signature)) return signature
        throw away('its signature does not fit its key')
      }),
  }
}

async function tool(
  { module, token, id }: TokenKey,
  pin: string,
  run: RunProgram,
  args: readonly string[],
): Promise<void> {
  const which = ['--module', module, '--token-label', token, '--id', id, '--login', '--pin', `env:${PIN}`]
  const { code, complaint } = await run('pkcs11-tool', [...which, ...args], { env: { [PIN]: pin } })
  if (code !== 0) throw away(complaint.trim().split('\n').at(-1) ?? `\`pkcs11-tool\` ended with ${code}`)
}

async function inFolder<Result>(step: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'pip-trust-token-'))
  try {
    return await step(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function away(why: string): KeysError {
  return new KeysError('token', {
    message: `the token did not sign: ${why}`,
    hint: 'pkcs11-tool --list-slots; it comes with OpenSC',
  })
}
