import { readCertificate, type Certificate } from './certificate.ts'
import { importPublicKey } from './public-key.ts'
import type {
  CertificateAuthority,
  LogKey,
  PlainKey,
  SigningKey,
  SigstoreRoot,
  TimestampAuthority,
} from './sigstore-root.ts'
import type { Keyring, RevocationFile, Trust } from './trust.ts'
import { readRevocationList } from './x509-revocation-list.ts'

/** DER in place of what was read from it: the form in which trust can be sent to another thread. */
type Packed<Value, Read extends keyof Value> = Omit<Value, Read> & Readonly<Record<Read, Uint8Array>>
type PackedLog = Packed<LogKey, 'key'>
type PackedKey<Key extends SigningKey> = Packed<Key, 'key'>

interface PackedAuthority extends Omit<CertificateAuthority, 'path'> {
  readonly path: readonly Uint8Array[]
}

interface PackedTimestampAuthority extends PackedAuthority {
  readonly signer: Uint8Array | null
}

interface PackedRoot extends Pick<SigstoreRoot, 'name' | 'digest'> {
  readonly logs: readonly PackedLog[]
  readonly ctLogs: readonly PackedLog[]
  readonly authorities: readonly PackedAuthority[]
  readonly timestampAuthorities: readonly PackedTimestampAuthority[]
  readonly keys: readonly PackedKey<SigningKey>[]
}

interface PackedKeyring extends Pick<Keyring, 'name' | 'keys' | 'countsUntilMs'> {
  readonly plainKeys: readonly PackedKey<PlainKey>[]
  readonly authorities: readonly Uint8Array[]
  readonly revocationLists: readonly PackedRevocationFile[]
}

interface PackedRevocationFile extends Omit<RevocationFile, 'list'> {
  readonly list: Uint8Array | null
}

/** A `Trust` of plain values, which a structured clone keeps whole. */
export interface PackedTrust {
  readonly sigstore: readonly PackedRoot[]
  readonly keyrings: readonly PackedKeyring[]
  readonly standings: Trust['standings']
  readonly digest: string
}

/** Takes trust apart for the way to another thread: keys and certificates as DER. */
export function packTrust({ sigstore, keyrings, standings, digest }: Trust): PackedTrust {
  return {
    digest,
    standings,
    sigstore: sigstore.map((root) => ({
      ...root,
      logs: root.logs.map(packKey),
      ctLogs: root.ctLogs.map(packKey),
      authorities: root.authorities.map(packAuthority),
      timestampAuthorities: root.timestampAuthorities.map((each) => ({
        ...packAuthority(each),
        signer: each.signer?.der ?? null,
      })),
      keys: root.keys.map(packKey),
    })),
    keyrings: keyrings.map((keyring) => ({
      ...keyring,
      plainKeys: keyring.plainKeys.map(packKey),
      authorities: keyring.authorities.map(({ der }) => der),
      revocationLists: keyring.revocationLists.map((each) => ({ ...each, list: each.list?.der ?? null })),
    })),
  }
}

/** Puts together what `packTrust` took apart. Its paths were verified when it was read: that isn't done again. */
export function unpackTrust({ sigstore, keyrings, standings, digest }: PackedTrust): Trust {
  return {
    digest,
    standings,
    sigstore: sigstore.map((root) => ({
      ...root,
      logs: root.logs.map(unpackKey),
      ctLogs: root.ctLogs.map(unpackKey),
      authorities: root.authorities.map(unpackAuthority),
      timestampAuthorities: root.timestampAuthorities.map(unpackTimestampAuthority),
      keys: root.keys.map(unpackKey),
    })),
    keyrings: keyrings.map((keyring) => ({
      ...keyring,
      plainKeys: keyring.plainKeys.map(unpackKey),
      authorities: keyring.authorities.map(readCertificate),
      revocationLists: keyring.revocationLists.map(unpackRevocationFile),
    })),
  }
}

function packKey<Key extends { readonly key: SigningKey['key'] }>(value: Key): Packed<Key, 'key'> {
  return { ...value, key: value.key.spki }
}

function unpackKey<Value extends { readonly key: Uint8Array }>(
  value: Value,
): Omit<Value, 'key'> & Pick<SigningKey, 'key'> {
  return { ...value, key: importPublicKey(value.key) }
}

function unpackRevocationFile({ list, ...rest }: PackedRevocationFile): RevocationFile {
  return { ...rest, list: list === null ? null : readRevocationList(list) }
}

function packAuthority({ path, ...rest }: CertificateAuthority): PackedAuthority {
  return { ...rest, path: path.map(({ der }) => der) }
}

function unpackAuthority({ path, ...rest }: PackedAuthority): CertificateAuthority {
  return { ...rest, path: path.map(readCertificate) }
}

function unpackTimestampAuthority({ path, signer, ...rest }: PackedTimestampAuthority): TimestampAuthority {
  const read: Certificate | null = signer === null ? null : readCertificate(signer)
  return { ...rest, path: path.map(readCertificate), signer: read }
}
