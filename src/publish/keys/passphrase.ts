import { KeysError } from './keys-error.ts'

export const MAX_PASSPHRASE_BYTES = 1024
export const MIN_NEW_PASSPHRASE = 12
const ATTEMPTS = 3

/** Where a passphrase comes from: a person who can be asked again, or one place that says it once. */
export type PassphraseSource =
  | { readonly kind: 'terminal'; readonly ask: (question: string) => Promise<string | null> }
  | { readonly kind: 'said'; readonly value: string }
  | { readonly kind: 'none' }

/**
 * Opens something with the passphrase: three times where a person can be asked, once elsewhere. `open` gives null where it is
 * wrong. Throws `KeysError` `passphrase`; nothing of what was typed is in it.
 */
export async function unlock<Opened>(
  what: string,
  source: PassphraseSource,
  open: (passphrase: Buffer) => Promise<Opened | null>,
): Promise<Opened> {
  for (let attempt = 1; attempt <= (source.kind === 'terminal' ? ATTEMPTS : 1); attempt += 1) {
    const again = attempt === 1 ? '' : `wrong, ${ATTEMPTS - attempt + 1} more: `
    const passphrase = await passphraseFrom(source, `${again}passphrase of ${what}: `)
    const opened = await open(passphrase)
    passphrase.fill(0)
    if (opened !== null) return opened
  }
  const times = source.kind === 'terminal' ? `${ATTEMPTS} times` : 'once'
  throw new KeysError('passphrase', {
    message: `the passphrase of ${what} was wrong, ${times}; nothing was signed`,
    hint: 'trustctl keys list shows where each key is; a lost passphrase can’t be had back: trustctl keys new',
  })
}

/** Asks for a new passphrase, twice where a person types it. Throws `KeysError` `passphrase` for one that is short or differs. */
export async function newPassphrase(what: string, source: PassphraseSource): Promise<Buffer> {
  const first = await passphraseFrom(source, `new passphrase of ${what}: `)
  if (first.toString().length < MIN_NEW_PASSPHRASE) {
    throw new KeysError('passphrase', {
      message: `the passphrase is too short; expected at least ${MIN_NEW_PASSPHRASE} characters`,
      hint: 'take some words that nobody puts together',
    })
  }
  if (source.kind !== 'terminal') return first
  const second = await passphraseFrom(source, 'once more: ')
  if (second.equals(first)) return first
  throw new KeysError('passphrase', { message: 'the two passphrases differ', hint: 'try again' })
}

async function passphraseFrom(source: PassphraseSource, question: string): Promise<Buffer> {
  const text = await textFrom(source, question)
  if (text === null || text === '') throw none()
  const bytes = Buffer.from(text)
  if (bytes.length <= MAX_PASSPHRASE_BYTES) return bytes
  const message = `a passphrase has at most ${MAX_PASSPHRASE_BYTES} bytes`
  throw new KeysError('passphrase', { message, hint: 'trustctl keys --help' })
}

async function textFrom(source: PassphraseSource, question: string): Promise<string | null> {
  switch (source.kind) {
    case 'terminal':
      return await source.ask(question)
    case 'said':
      return source.value
    case 'none':
      return null
  }
}

function none(): KeysError {
  return new KeysError('passphrase', {
    message: 'a passphrase is needed, and none was given',
    hint: 'run it on a terminal, or give `--passphrase-fd N`, or PIP_TRUST_KEY_PASSPHRASE in CI',
  })
}
