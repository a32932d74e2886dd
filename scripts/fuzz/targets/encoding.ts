import {
  canonicalJson,
  decodeBase64,
  decodeBase64Url,
  decodeHex,
  decodePem,
  decodeUtf8,
  derBits,
  derBoolean,
  derCertificateTime,
  derInteger,
  derOctets,
  derOid,
  derTimestampTime,
  derWholeBits,
  encodeBase64,
  encodeDer,
  encodeHex,
  EncodingError,
  parseJson,
  readDer,
  type DerElement,
} from '../../../src/encoding/index.ts'
import { attempt, holds, textOf, type Target } from '../target.ts'
import { certificateExamples, pemExamples } from './examples.ts'

const errors = [EncodingError]
const JSON_LIMITS = { maxBytes: 16 * 1024, maxDepth: 24 }
const VALUES = [
  derBits,
  derBoolean,
  derCertificateTime,
  derInteger,
  derOctets,
  derOid,
  derTimestampTime,
  derWholeBits,
]

const written = (element: DerElement): Uint8Array =>
  element.tag > 30
    ? element.bytes
    : encodeDer(
        element.bytes[0] ?? 0,
        ...(element.constructed ? element.children.map(written) : [element.content]),
      )

const valuesIn = (element: DerElement): void => {
  for (const read of VALUES) attempt<unknown>(errors, () => read(element))
  element.children.forEach(valuesIn)
}

export const encodingTargets: readonly Target[] = [
  {
    name: 'der',
    errors,
    seeds: certificateExamples,
    run(input) {
      const root = readDer(input)
      valuesIn(root)
      holds(Buffer.from(written(root)).equals(input), 'one document has one encoding')
    },
  },
  {
    name: 'base64',
    errors,
    seeds: () => ['aGVsbG8gd29ybGQ=', 'aGVsbG8', '-_8', '+/8=', 'deadBEEF', ''],
    run(input) {
      const text = textOf(input)
      const plain = attempt(errors, () => decodeBase64(text))
      holds(plain === undefined || encodeBase64(plain) === text, 'one value has one text')
      const url = attempt(errors, () => decodeBase64Url(text))
      holds(url === undefined || Buffer.from(url).toString('base64url') === text, 'one value has one text')
      const hex = attempt(errors, () => decodeHex(text))
      holds(hex === undefined || encodeHex(hex) === text.toLowerCase(), 'hex is what it says')
    },
  },
  {
    name: 'json',
    errors,
    tokens: [
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\u0000',
      '\\ud800',
      '\\udc00',
      'true',
      'null',
      '1e999',
      '-0',
      '__proto__',
      '0.1e-7',
    ],
    seeds: () => [
      '{"a":[1,-0.5e+3,true,false,null,"x\\u00e9\\n"],"__proto__":{"b":{}}}',
      '[[[[]]]]',
      '"é"',
      '-0',
      ' 1 ',
      '{"b":1,"a":2}',
    ],
    run(input) {
      const value = parseJson(input, JSON_LIMITS)
      const text = canonicalJson(value)
      holds(text === canonicalJson(parseJson(text, JSON_LIMITS)), 'the canonical text stands for itself')
      const again: unknown = JSON.parse(textOf(input))
      holds(JSON.stringify(value) === JSON.stringify(again), 'read as JSON.parse reads it')
    },
  },
  {
    name: 'pem',
    errors,
    tokens: ['-----BEGIN ', '-----END ', '-----\n', '\r\n'],
    seeds: pemExamples,
    run: (input) => decodePem(decodeUtf8(input)),
  },
]
