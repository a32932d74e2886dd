import type { ReasonPages } from './reason-page.ts'

const NEWER_KEY =
  'Get the newest copy of the key from the project itself, and import it: `trustctl keys import FILE --keyring NAME`.'
const SHOW = '`trustctl policy show --effective` shows which keyrings the rule asks for.'
const ASK_NEW = 'Ask the project for a new signature.'

/** Family 3: OpenPGP signatures. */
export const SIGNATURE_PAGES: ReasonPages<'TC31' | 'TC32'> = {
  TC3101: {
    means:
      'The policy asks for a detached signature, and none was found: not offered by the index, not beside the file, not in an evidence source.',
    expected: 'A signature as `FILE.asc` or `FILE.sig` (OpenPGP), `FILE.p7s` (CMS) or `FILE.minisig`.',
    causes: [
      'The project does not sign, or publishes its signatures elsewhere: big indexes no longer take them.',
      'The mirror drops them.',
    ],
    remedies: [
      'Put the signature beside the file, or name the place that keeps them: `trustctl evidence add FOLDER`.',
      SHOW,
    ],
  },
  TC3102: {
    means: 'There should be a detached signature, and it could not be fetched.',
    expected: 'An answer with the signature in time.',
    causes: ['The server is out of reach, slow or overloaded.', 'You are not signed in there.'],
    remedies: [
      'Try again.',
      'Fetch the signature by hand, and name it: `trustctl verify FILE --evidence FILE.asc`.',
    ],
  },
  TC3110: {
    means: 'There is something where a signature belongs, and it can’t be read as one.',
    expected: 'OpenPGP data (RFC 9580), binary or armored, with a detached signature.',
    causes: [
      'A server answers with an error page.',
      'The file is damaged.',
      'It is a signed message rather than a detached signature.',
    ],
    remedies: ['Fetch the signature again, and look into it with `gpg --list-packets FILE.asc`.', ASK_NEW],
  },
  TC3111: {
    means:
      'The signature was made by a key that you trust, and not over these bytes. The file or the signature was changed.',
    expected: 'A signature over exactly the bytes of this file.',
    causes: [
      'It is the signature of another file or version.',
      'The file was changed or rebuilt after it was signed.',
    ],
    remedies: [
      'Do not install it.',
      'Fetch file and signature again from the project itself.',
      'If they still differ, tell the project; keep both for them.',
    ],
  },
  TC3112: {
    means:
      'The signature names a key that is not among those you imported. Whether it is good can’t be said.',
    expected: 'A key of one of your keyrings; by its full fingerprint.',
    causes: ['The key was never imported.', 'The project has a new key.', 'Somebody else signed.'],
    remedies: [
      '`trustctl keys list` shows the keys that you have.',
      'Compare the fingerprint with what the project publishes, by another road than the file’s; then `trustctl keys import FILE --keyring NAME`.',
    ],
  },
  TC3113: {
    means: 'The key, or the signature itself, has run out.',
    expected: 'A signature made while the key was valid, and that has not expired.',
    causes: [
      'The owner prolonged the key, and you have the older copy.',
      'The release is older than the key’s life.',
    ],
    remedies: [NEWER_KEY, ASK_NEW],
  },
  TC3114: {
    means:
      'The owner has revoked the key, the subkey that signed, or all its user ids: signatures by it no longer count. That is so for old ones too, even where the key was only replaced or retired: an OpenPGP signature’s time is the signer’s word, and nothing proves that it was made before.',
    expected: 'A key that is not revoked.',
    causes: [
      'The key was lost, stolen or replaced.',
      'It carries a revocation that can’t be read or checked here; such a one counts.',
    ],
    remedies: [
      'Look for the project’s own word on it, and for its new key.',
      NEWER_KEY,
      'Remove the old one: `trustctl keys remove FINGERPRINT`.',
    ],
  },
  TC3115: {
    means:
      'The signature, the key or the self-signature of the key rests on an algorithm that can be forged today, such as SHA-1, MD5 or a short RSA key.',
    expected: 'SHA-256 or better, and a key of today’s strength.',
    causes: ['The release or the key is many years old.', 'The signer’s program has old settings.'],
    remedies: [ASK_NEW, NEWER_KEY],
  },
  TC3116: {
    means:
      'The signature is of a kind that is not made over a file’s bytes as they are, e.g. over text with its line ends changed. Such a one can fit several files.',
    expected: 'A signature of type 0x00, over binary content.',
    causes: [
      'It was made with `gpg --textmode` or `--clearsign`.',
      'A certification of a key is passed off as a signature of a file.',
    ],
    remedies: ['Ask the project to sign with `gpg --detach-sign --armor FILE`.'],
  },
  TC3117: {
    means:
      'The signature, or one that binds the key, is of a version or by an algorithm that this version does not check, such as a version 6 signature, or says that a part of it must be understood which is not known here. It may well be good: it was not looked at, so it counts as not verified.',
    expected:
      'A version 4 signature with SHA-256, SHA-384 or SHA-512, and no critical notation or subpacket that is unknown.',
    causes: [
      'The signer’s program writes a newer or a rare format.',
      'The signature carries conditions of its own.',
    ],
    remedies: [
      'Ask the project to publish a version 4 signature too, e.g. by `gpg --detach-sign --armor FILE`.',
    ],
  },
  TC3118: {
    means:
      'The key that the signature names is imported, and its owner has not made it for signing: it is for encrypting or certifying, or nothing that the owner signed binds it, or it is a subkey that never signed for belonging to that key.',
    expected:
      'A key with the flag for signing data, bound by its owner; a subkey with the signature of its own in the binding (RFC 9580 §5.2.1.9).',
    causes: [
      'The copy of the key is cut short, or older than the subkey.',
      'Somebody bound a stranger’s subkey to a key of theirs.',
      'The signer’s program used the wrong key.',
    ],
    remedies: [NEWER_KEY, ASK_NEW],
  },
  TC3119: {
    means:
      'The signature says that it was made in the future, or before the key that made it; or the key is bound only from a later time on.',
    expected: 'A signature that is younger than its key, and made by now.',
    causes: ['This machine’s clock is wrong.', 'The signer’s clock was wrong.', 'Somebody made the time up.'],
    remedies: ['Look at this machine’s clock: `date`.', ASK_NEW],
  },
  TC3201: {
    means:
      'The signature is good and the key is known, but it is not in a keyring that the policy accepts for this project.',
    expected: 'A key of a keyring that the rule names.',
    causes: [
      'The key was imported into another keyring.',
      'Somebody who signs for one project signed a file of another.',
    ],
    remedies: [
      '`trustctl keys list` shows which key is in which keyring.',
      SHOW,
      'If the key may sign for this project: `trustctl keys import FILE --keyring NAME`.',
    ],
  },
  TC3202: {
    means:
      'The signatures are good and by accepted keys, but by fewer people than the policy asks for. Several keys of one person count once.',
    expected: 'Signatures by as many people of the keyring as `atLeast` says.',
    causes: [
      'The other signatures are not there yet, or in a place that is not looked at.',
      'Two of the signatures are by keys of the same person.',
    ],
    remedies: [
      '`trustctl why CODE` shows who signed.',
      'Put all signatures beside the file, or name the place that keeps them: `trustctl evidence add FOLDER`.',
      SHOW,
    ],
  },
}
