import type { ReasonPages } from './reason-page.ts'

const AGAIN = 'Fetch the wheel again from the project itself.'
const IMPORT =
  '`trustctl keys import --keyring NAME key.pem --owner "Dana <dana@acme.example>"`, after you compared the key with what the project publishes, by another road than the wheel.'

/** Family 3, sixth part: signatures inside wheels. What the certificates of RECORD.p7s lack has the codes of CMS (TC33). */
export const ATTACHED_PAGES: ReasonPages<'TC351'> = {
  TC3510: {
    means: 'The wheel has a `RECORD.jws` or `RECORD.p7s`, and it can’t be read as a signature.',
    expected:
      'In `RECORD.jws` a JSON Web Signature (RFC 7515 §7.2) whose algorithm is in its protected header, over `{"hash": "sha256=…"}`; in `RECORD.p7s` a detached CMS signature. At most 32 KiB.',
    causes: [
      'The file is damaged.',
      'It was made by an old `wheel sign`, whose header is not protected.',
      'It uses an extension (`crit`) that is not supported here.',
    ],
    remedies: [AGAIN, 'Ask the project to sign again: `trustctl sign --attached FILE`.'],
  },
  TC3511: {
    means:
      'The signature names a key that you trust, and is not by it. Wheel or signature were changed, or somebody else signed under that key’s name.',
    expected: 'A signature by that key over what `RECORD.jws` says.',
    causes: ['Somebody changed the signature.', 'It was put together from two.', 'Another key signed.'],
    remedies: [
      'Do not install it.',
      AGAIN,
      'If it still does not fit, tell the project; keep the wheel for them.',
    ],
  },
  TC3512: {
    means:
      'None of the keys that you imported made the signature. A key that comes along in the signature’s own header proves nothing and is not looked at.',
    expected: 'A signature by a key of one of your keyrings.',
    causes: ['The key was never imported.', 'The project has a new key.', 'Somebody else signed.'],
    remedies: ['`trustctl keys list` shows the keys that you have.', IMPORT],
  },
  TC3513: {
    means:
      'A signature inside a wheel is over its RECORD, and counts for the wheel only where RECORD names every file with the digest that it has. Here it does not: somebody may have put a file into the wheel, or changed one, after it was signed.',
    expected:
      'One RECORD, beside METADATA and the signatures, with a SHA-2 digest of every file but itself and its signatures, each of them right.',
    causes: [
      'A file was added, changed or repacked after signing.',
      'The wheel has a second RECORD, or a signature in another folder.',
      'RECORD names a file by MD5 or SHA-1.',
      'A build tool left a file out of RECORD.',
    ],
    remedies: ['Do not install it.', AGAIN, 'Ask the project to build and sign anew.'],
  },
  TC3514: {
    means:
      'The signature is good, and about another RECORD than the wheel’s own: it belongs to another wheel, or RECORD was changed after it was signed.',
    expected: 'The digest of the RECORD that is in this wheel.',
    causes: [
      'A signature of another version was put into the wheel.',
      'A file was added and RECORD written anew after signing.',
    ],
    remedies: ['Do not install it.', AGAIN],
  },
  TC3515: {
    means:
      'The signature’s algorithm is none that is taken, or not one for the key that it names; or RECORD is named by a digest that is no longer safe.',
    expected:
      '`EdDSA` with an Ed25519 key or `ES256` with a P-256 key, over a SHA-256, SHA-384 or SHA-512 of RECORD.',
    causes: [
      '`alg` is `none`, or `HS256`, whose secret everybody knows.',
      'It names an algorithm of one kind and a key of another.',
      'It was made by an old tool.',
    ],
    remedies: [
      'Do not install it for the sake of this signature.',
      'Ask the project to sign again: `trustctl sign --attached FILE`.',
    ],
  },
}
