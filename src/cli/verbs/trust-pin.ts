import { parseSha256, type Sha256 } from '../../encoding/index.ts'
import { safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  name: string
  sha256: string | undefined
  off: boolean
}

/** `trustctl trust pin` */
export const trustPin: Verb<Options> = {
  manual: {
    synopsis: 'NAME (SHA256 | --off) [--json]',
    description: [
      'Holds a trust root to the trusted root that is in force, which must have this sha256: a refresh that brings another one is refused, and so is one that an upgrade of this program ships. With --off it may change again.',
      'An instance changes its keys about once a year; a pinned one stops verifying new attestations then, until somebody pins the new one.',
    ],
    json: ['{ name, pinned: SHA256 | null }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl trust pin sigstore-public SHA256', does: 'as `trustctl trust roots` shows it' },
      { command: 'trustctl trust pin sigstore-public --off', does: 'let it change again' },
    ],
    files: [{ path: '~/.config/pip-trust/trust-roots/NAME/', what: 'where the pin and its root are kept' }],
    seeAlso: ['trustctl trust roots', 'trustctl trust refresh'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('name', { type: 'string', demandOption: true, describe: 'the trust root' })
      .positional('sha256', { type: 'string', describe: 'of its trusted_root.json, 64 hex digits' })
      .option('off', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'let it change again',
      }),
  run: async ({ json, name, sha256, off }, cli) => {
    const pinned = wanted(sha256, off)
    await sourcesOf(cli).pinRoot(name, pinned)
    printResult(cli, json, {
      json: { name, pinned },
      text: () => [
        pinned === null
          ? `${safeText(name)} may change again: trustctl trust refresh ${safeText(name)}`
          : `${safeText(name)} is held to sha256 ${pinned}`,
      ],
    })
    return EXIT.ok
  },
}

function wanted(text: string | undefined, off: boolean): Sha256 | null {
  if (off && text === undefined) return null
  const sha256 = off || text === undefined ? null : parseSha256(text)
  if (sha256 !== null) return sha256
  throw new CliError('usage', {
    message: 'a pin is a sha256 of 64 hex digits, or `--off`',
    hint: 'trustctl trust roots shows the one in force',
  })
}
