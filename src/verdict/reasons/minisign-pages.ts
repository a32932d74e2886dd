import type { ReasonPages } from './reason-page.ts'

const AGAIN = 'Fetch file and signature again from the project itself.'
const IMPORT =
  '`trustctl keys import --keyring NAME minisign.pub --owner "Dana <dana@acme.example>"`, after you compared the key with what the project publishes, by another road than the file’s.'

/** Family 3, fourth part: minisign signatures. */
export const MINISIGN_PAGES: ReasonPages<'TC34'> = {
  TC3410: {
    means: 'There is something where a minisign signature belongs, and it can’t be read as one.',
    expected:
      'Four lines: an untrusted comment, the signature, a trusted comment, and the signature over both; canonical base64, and nothing behind.',
    causes: [
      'The file is damaged, or its line ends were changed.',
      'A server answers with an error page.',
      'Several signatures were written into one file.',
    ],
    remedies: [AGAIN, 'Ask the project to sign again: `minisign -Sm FILE`.'],
  },
  TC3411: {
    means:
      'The signature names a key that you trust, and is not by it over these bytes. The file or the signature was changed, or somebody else signed under that key’s id.',
    expected: 'A signature by that key over exactly the bytes of this file.',
    causes: [
      'It is the signature of another file or version.',
      'The file was changed or rebuilt after it was signed.',
      'Two keys have the same id, and the other one signed.',
    ],
    remedies: ['Do not install it.', AGAIN, 'If they still differ, tell the project; keep both for them.'],
  },
  TC3412: {
    means:
      'The signature names a key that is not among those you imported. Whether it is good can’t be said.',
    expected: 'A key of one of your keyrings, by its minisign id.',
    causes: [
      'The key was never imported.',
      'The project has a new key.',
      'The key was imported in PEM, which has no minisign id.',
      'Somebody else signed.',
    ],
    remedies: ['`trustctl keys list` shows the keys that you have, with their ids.', IMPORT],
  },
  TC3413: {
    means:
      'The trusted comment, which the signer vouches for, is not the one that was signed: somebody changed it, or put it together from two signatures.',
    expected: 'The comment as it was signed.',
    causes: ['The comment was edited.', 'The lines of two signatures were mixed.'],
    remedies: ['Do not install it.', AGAIN],
  },
  TC3414: {
    means:
      'The signature is of minisign’s older form, which is over the whole file instead of its digest. Whoever judges here sees digests and never the file, so this form can’t be checked.',
    expected: 'A prehashed signature (`ED`), which minisign makes by itself since version 0.10.',
    causes: ['It was made by an old minisign, by one with `-l`, or by signify.'],
    remedies: [
      'Ask the project to sign again without `-l`: `minisign -Sm FILE`; older ones: `minisign -SHm FILE`.',
    ],
  },
}
