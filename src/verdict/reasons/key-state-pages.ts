import type { ReasonPages } from './reason-page.ts'

const LOOK = '`trustctl directory status` shows each followed directory, and when it was last heard.'
const NEWER = 'Take a newer release, which is signed by the key that came after.'
const ASK_AGAIN =
  'Ask the project to sign the release again, by the key that is in use and with a time stamp (RFC 3161) or a log entry.'

/** Family 3, fifth part: states of keys, as key directories publish them. */
export const KEY_STATE_PAGES: ReasonPages<'TC350'> = {
  TC3501: {
    means:
      'The key was published ahead of time, so that everybody has it when it begins to sign. It has not begun, so that what bears its signature was signed too early, or by somebody who should not have it.',
    expected: 'A signature from the day on that the key’s record names (`notBefore`).',
    causes: ['Somebody signed with the next key too early.', 'The clock of this machine is behind.'],
    remedies: ['Compare `date` with another clock.', 'Tell whoever keeps the key.', LOOK],
  },
  TC3502: {
    means:
      'The key was replaced or retired, or its record says that it signs no more. What it signed before still counts, where a transparency log or a time stamp proves that it was before; the signer’s own word for the time counts for nothing, as whoever finds the old key can write any date.',
    expected: 'A signature with a proven time before the key went out of use.',
    causes: [
      'The release is old, and was signed without a time stamp (RFC 3161) or a log entry.',
      'Somebody signs with a key that is out of use.',
    ],
    remedies: [NEWER, ASK_AGAIN, LOOK],
  },
  TC3503: {
    means:
      'Somebody who may say so has revoked the key: it was stolen, lost, or nobody knows where it has been. What it signed from then on may be anybody’s. Only what is proven to be older than the theft still counts, by a transparency log or a time stamp.',
    expected: 'A signature by a key that is not revoked, or one that is proven to be older than the theft.',
    causes: [
      'The file was signed with the stolen key: it may be an attack.',
      'The release is older than the theft, and nothing proves it.',
    ],
    remedies: [
      'Do not install it.',
      NEWER,
      '`trustctl impact key:FINGERPRINT` lists what was let pass that this key signed.',
      ASK_AGAIN,
    ],
  },
  TC3504: {
    means:
      'The key’s record says until when it signs, and a transparency log or a time stamp proves that this signature was made later.',
    expected: 'A signature before the key’s `signUntil`.',
    causes: [
      'The signer’s machine still has the old key.',
      'Somebody found the old key.',
      'The clock of a time stamp authority is ahead.',
    ],
    remedies: ['Tell whoever keeps the key.', NEWER, LOOK],
  },
  TC3505: {
    means: 'The key’s record says until when anything that it signed counts, and that day has passed.',
    expected: 'A look at the file before the key’s `verifyUntil`, or a signature by the key that came after.',
    causes: ['The release is very old.', 'The clock of this machine is ahead.'],
    remedies: [NEWER, 'Compare `date` with another clock.', ASK_AGAIN],
  },
}
