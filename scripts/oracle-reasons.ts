import type { OracleCase } from './oracle-vectors.ts'

/** One case about which an oracle and we differ. */
export interface Difference {
  readonly oracle: string
  readonly asked: OracleCase
  /** `ok`, or the oracle's words. */
  readonly theirs: string
}

/** Why a kind of difference is there, and who is right. */
export interface Reason {
  readonly what: string
  readonly right: 'we' | 'they' | 'either'
  readonly why: string
  readonly explains: (difference: Difference) => boolean
}

const KNOWN_KEYS =
  /(?:^|\.)(?:#|mediaType|verificationMaterial|certificate|rawBytes|x509CertificateChain|certificates|publicKey|hint|tlogEntries|logIndex|logId|keyId|kindVersion|kind|version|integratedTime|inclusionPromise|signedEntryTimestamp|inclusionProof|rootHash|treeSize|hashes|checkpoint|envelope|canonicalizedBody|timestampVerificationData|rfc3161Timestamps|signedTimestamp|dsseEnvelope|payload|payloadType|signatures|sig|keyid|messageSignature|messageDigest|algorithm|digest|signature|verification_material|transparency_entries|statement|attestations|attestation_bundles|publisher)$/

const isOf =
  (...names: readonly string[]) =>
  ({ oracle }: Difference): boolean =>
    names.includes(oracle)

const changedAt =
  (place: RegExp) =>
  ({ asked }: Difference): boolean =>
    asked.from !== 'vector' && asked.where.split(', ').some((each) => place.test(each))

const vector =
  (name: RegExp) =>
  ({ asked }: Difference): boolean =>
    asked.from === 'vector' && name.test(asked.name)

const refusedBy =
  (code: string) =>
  ({ asked }: Difference): boolean =>
    asked.ours === code

const weAccept = refusedBy('ok')
const GO = isOf('cosign', 'sigstore-go')

const all =
  (...tests: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    tests.every((each) => each(difference))

const any =
  (...tests: readonly ((difference: Difference) => boolean)[]) =>
  (difference: Difference): boolean =>
    tests.some((each) => each(difference))

/** Refused by us, accepted by them. The first that fits explains a difference. */
const THEY_ACCEPT: readonly Reason[] = [
  {
    what: 'the same bytes in another base64: without padding, with a line feed, in the URL alphabet, with stray bits, with characters behind it',
    right: 'we',
    why: 'RFC 4648 §3.5 lets a decoder refuse, and one value with many texts lets two readers see two bundles (TC2110)',
    explains: all(refusedBy('TC2110'), ({ asked }) => asked.isSameBytes),
  },
  {
    what: 'a key twice in a JSON object',
    right: 'we',
    why: 'RFC 7493 §2.3; which of the two counts is anybody’s guess (TC2110)',
    explains: all(refusedBy('TC2110'), ({ asked }) => asked.where === 'the text alone'),
  },
  {
    what: 'bytes that are no UTF-8, or more than JSON in the text',
    right: 'we',
    why: 'RFC 8259 §8.1; a reader that puts other characters in their place reads another text than was written (TC2110)',
    explains: all(
      refusedBy('TC2110'),
      ({ asked }) => asked.where === 'not JSON' || asked.where.includes('�'),
    ),
  },
  {
    what: 'a field that no version of the format has, often in the place of one that isn’t required',
    right: 'we',
    why: 'the formats are closed, and protobuf’s JSON readers refuse unknown fields too, unless told otherwise (TC2110)',
    explains: all(
      refusedBy('TC2110'),
      ({ asked }) =>
        asked.from !== 'vector' && asked.where.split(', ').some((place) => !KNOWN_KEYS.test(place)),
    ),
  },
  {
    what: 'a field that belongs elsewhere: `certificate`, `publicKey`, `keyid` or `tlogEntries` where the format has none',
    right: 'we',
    why: 'as with any other unknown field (TC2110)',
    explains: all(refusedBy('TC2110'), changedAt(/(?:^|\.)(?:publicKey|keyid|tlogEntries|certificate)$/)),
  },
  {
    what: 'a byte behind a certificate',
    right: 'we',
    why: 'a certificate is one DER value, and what follows it nobody signed (TC2110)',
    explains: all(refusedBy('TC2110'), changedAt(/(?:certificate|rawBytes)$/)),
  },
  {
    what: 'the publisher that a provenance names',
    right: 'we',
    why: 'PEP 740 has it be the certificate’s. pypi-attestations compares the two only where it is asked to, and here it is asked whether anybody signed (TC2122)',
    explains: all(isOf('pypi-attestations'), refusedBy('TC2122'), changedAt(/publisher/)),
  },
  {
    what: '`rootHash` or `treeSize` of an inclusion proof',
    right: 'we',
    why: 'the checkpoint signs a size and a root, and the proof must be about those (TC2118). They work the root out by themselves and hold it against the checkpoint alone, so what they accept is included; yet the bundle says another thing',
    explains: changedAt(/inclusionProof\.(?:rootHash|treeSize)$/),
  },
  {
    what: 'an index of a Rekor v2 entry or of its proof',
    right: 'we',
    why: 'such a log has one tree, so the entry’s index and the proof’s are one number (TC2118)',
    explains: changedAt(/(?:tlogEntries|transparency_entries)\.#\.(?:inclusionProof\.)?logIndex$/),
  },
  {
    what: '`logId`',
    right: 'we',
    why: 'they find the log by the checkpoint’s key hint; the bundle names another log (TC2118)',
    explains: changedAt(/logId(?:\.keyId)?$/),
  },
  {
    what: 'a line of the checkpoint that the log’s own signature isn’t over',
    right: 'we',
    why: 'C2SP signed-note refuses a note whose lines are not in their form (TC2118)',
    explains: changedAt(/checkpoint(?:\.envelope)?$/),
  },
  {
    what: '`kindVersion`',
    right: 'we',
    why: 'they read an entry by what its body says it is; a bundle that calls it another thing contradicts itself, and whoever reads the bundle without its body is misled (TC2119)',
    explains: changedAt(/kindVersion(?:\.(?:kind|version))?$/),
  },
  {
    what: 'another digest of the file in `messageDigest`, by mutation and in `message-digest-mismatch_fail`',
    right: 'we',
    why: 'by the conformance suite’s word: it asks for the refusal. They hash the file and ignore the field, so what they accept is signed (TC2111)',
    explains: all(
      refusedBy('TC2111'),
      any(changedAt(/messageDigest(?:\.digest)?$/), vector(/message-digest-mismatch_fail$/)),
    ),
  },
  {
    what: 'the name of a hash, or `messageDigest` taken away',
    right: 'either',
    why: 'it is an unsigned hint, they hash the file themselves. We have the digest alone and insist on its name (TC2110)',
    explains: all(refusedBy('TC2110'), changedAt(/messageDigest(?:\.algorithm|\.digest)?$/)),
  },
  {
    what: 'unsigned framing of a time stamp (versions, digest lists)',
    right: 'we',
    why: 'RFC 5652 §5.1, §5.3 say what stands there (TC2120)',
    explains: changedAt(/signedTimestamp$/),
  },
  {
    what: 'a chain that brings its root along (`bundleV01-full-cert-chain`)',
    right: 'we',
    why: 'by the conformance suite’s word: it asks for that refusal of `bundle-with-root-cert_fail` (TC2110)',
    explains: vector(/bundleV01-full-cert-chain/),
  },
  {
    what: 'a time stamp from after the certificate’s end beside a promise from within (`tsa/bundle.txt.late_timestamp`)',
    right: 'we',
    why: 'the client specification has the path validated at each proven time, and one failure is the verification’s. They leave aside the stamp that doesn’t fit (TC2120)',
    explains: vector(/late_timestamp/),
  },
  {
    what: 'the same time stamp twice (`tsa/bundle.duplicate`)',
    right: 'either',
    why: 'they ask for one time, and count doubles once where they ask for more; sigstore-python and we refuse what only pads (TC2120)',
    explains: vector(/tsa\/bundle\.duplicate/),
  },
  {
    what: 'hundreds of time stamps (`tsa/bundle.many_timestamp`)',
    right: 'we',
    why: 'a bound that is there for denial of service; cosign doesn’t look at stamps unless it is told to, so it has nothing to bound (TC2110)',
    explains: vector(/tsa\/bundle\.many_timestamp/),
  },
]

/** Accepted by us, refused by them. */
const WE_ACCEPT: readonly Reason[] = [
  {
    what: 'a log entry `intoto` 0.0.2 with its promised time',
    right: 'we',
    why: '`intoto-with-custom-trust-root` is good by the conformance suite’s word; it supports `dsse` and `hashedrekord` alone',
    explains: all(isOf('sigstore-python'), ({ theirs }) => theirs.includes('Integrated time only supported')),
  },
  {
    what: 'bundles of version 0.1 by the log’s promise, without a proof or with one that has no checkpoint (`Python-3.12.5.tgz`, `bundleV01-*-no-proof`)',
    right: 'either',
    why: 'the bundle’s specification has version 0.1 ask for the promise alone, and that is what CPython published; they ask for a checkpoint by now. Cosign then takes it for its own older format and looks for a file',
    explains: vector(/Python-3\.12\.5|bundleV01-.*-no-proof/),
  },
  {
    what: 'a stamp of another signature beside a good one (`tsa/bundle.txt`)',
    right: 'we',
    why: 'the suite it comes from calls it good: one proven time is enough, and one that proves nothing takes nothing away',
    explains: all(isOf('@sigstore/verify'), vector(/tsa\/bundle\.txt/)),
  },
  {
    what: 'an int64 as a number instead of a string',
    right: 'we',
    why: 'protobuf’s JSON mapping has both read («either numbers or strings are accepted»)',
    explains: all(
      isOf('sigstore-python', 'pypi-attestations'),
      ({ asked }) => asked.where === 'the text alone' && asked.from === 'text',
    ),
  },
  {
    what: 'a broken certificate beside a time stamp whose signer the trust root names',
    right: 'either',
    why: 'nobody needs it; it can’t change who stamped, or when',
    explains: all(any(isOf('sigstore-python'), GO), changedAt(/signedTimestamp$/)),
  },
  {
    what: 'one certificate instead of a chain under the name of an older version',
    right: 'either',
    why: 'versions 0.1 and 0.2 wrote chains; what is proven is the same',
    explains: changedAt(/^mediaType$/),
  },
]

/** The reason of a difference; null for one that nobody has explained yet. */
export function reasonOf(difference: Difference): Reason | null {
  const reasons = weAccept(difference) ? WE_ACCEPT : THEY_ACCEPT
  return reasons.find(({ explains }) => explains(difference)) ?? null
}

export const REASONS = { theyAccept: THEY_ACCEPT, weAccept: WE_ACCEPT } as const
