declare const versionBrand: unique symbol

/** A version in PEP 440's normal form, e.g. `1.0rc1.post2+ubuntu.1`. Equal versions may differ in trailing zeros. */
export type Version = string & { readonly [versionBrand]: true }

/** What a version is made of. Numbers have no upper bound in PEP 440. */
export interface VersionParts {
  readonly epoch: bigint
  readonly release: readonly bigint[]
  readonly pre: { readonly phase: 'a' | 'b' | 'rc'; readonly number: bigint } | null
  readonly post: bigint | null
  readonly dev: bigint | null
  readonly local: readonly (bigint | string)[] | null
}

/** Longer texts are no versions: reading a number takes time that grows with the square of its length. */
const MAX_LENGTH = 512

/** PEP 440, appendix B */
const PATTERN = new RegExp(
  [
    /^[ \t\n\r\f\v]*v?(?:(?<epoch>[0-9]+)!)?(?<release>[0-9]+(?:\.[0-9]+)*)/,
    /(?:[-_.]?(?<phase>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?<pre>[0-9]*))?/,
    /(?:-(?<dashed>[0-9]+)|[-_.]?(?<postWord>post|rev|r)[-_.]?(?<post>[0-9]*))?/,
    /(?:[-_.]?(?<devWord>dev)[-_.]?(?<dev>[0-9]*))?/,
    /(?:\+(?<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?[ \t\n\r\f\v]*$/,
  ]
    .map((part) => part.source)
    .join(''),
  'i',
)

/** The version in its normal form, or null for what PEP 440 does not allow, or for more than 512 characters. */
export function parseVersion(text: string): Version | null {
  const parts = readVersion(text)
  return parts === null ? null : formatVersion(parts)
}

/** The parts of a version's text, or null. */
export function readVersion(text: string): VersionParts | null {
  const found = text.length > MAX_LENGTH ? null : PATTERN.exec(text)
  if (found === null) return null
  const { epoch, release, phase, pre, dashed, postWord, post, devWord, dev, local } = found.groups ?? {}
  return {
    epoch: numberOf(epoch),
    release: (release ?? '').split('.').map(numberOf),
    pre: phase === undefined ? null : { phase: phaseOf(phase), number: numberOf(pre) },
    post: dashed === undefined && postWord === undefined ? null : numberOf(dashed ?? post),
    dev: devWord === undefined ? null : numberOf(dev),
    local: local === undefined ? null : local.toLowerCase().split(/[-_.]/).map(localPart),
  }
}

/** The parts of a version that was parsed before. */
export function partsOf(version: Version): VersionParts {
  const parts = readVersion(version)
  if (parts === null) throw new TypeError('a Version that parseVersion did not make')
  return parts
}

/** PEP 440: a number that is left out is zero. */
function numberOf(digits: string | undefined): bigint {
  return BigInt(digits ?? '')
}

function phaseOf(word: string): 'a' | 'b' | 'rc' {
  const lower = word.toLowerCase()
  if (lower === 'a' || lower === 'alpha') return 'a'
  return lower === 'b' || lower === 'beta' ? 'b' : 'rc'
}

function localPart(text: string): bigint | string {
  return /^[0-9]+$/.test(text) ? BigInt(text) : text
}

function formatVersion({ epoch, release, pre, post, dev, local }: VersionParts): Version {
  const text = [
    epoch === 0n ? '' : `${epoch}!`,
    release.join('.'),
    pre === null ? '' : `${pre.phase}${pre.number}`,
    post === null ? '' : `.post${post}`,
    dev === null ? '' : `.dev${dev}`,
    local === null ? '' : `+${local.join('.')}`,
  ].join('')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was just formatted is what the brand means
  return text as Version
}
