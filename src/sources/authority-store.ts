import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of } from '../encoding/index.ts'
import { isSystemError, writeFileAtomically } from '../files/index.ts'
import {
  certificateId,
  MAX_AUTHORITIES,
  parseAuthorities,
  TrustError,
  type AuthorityFile,
  type Certificate,
  type RevocationFile,
  type RevocationList,
} from '../trust/index.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** A CA's certificate with the keyring it lies in. */
export interface StoredAuthority {
  readonly keyring: string
  readonly certificate: Certificate
}

/** What a keyring's folder holds of CAs. */
export interface StoredAuthorities {
  readonly authorities: readonly Certificate[]
  readonly revocationLists: readonly RevocationFile[]
}

const MAX_FILE_BYTES = 1024 * 1024
const MAX_LISTS = 64
const CERTIFICATE_FILE = /^[0-9a-f]{64}\.pem$/
const LIST_FILE = /\.crl$/

/**
 * Puts CAs and lists of revoked certificates into a keyring's folder, which must be there: a CA under its sha256, a list under
 * its issuer's, so that a newer one takes the older one's place. Throws `SourcesError` `key` for a list that is older than the
 * one that lies there.
 */
export async function storeAuthorities(folder: string, { authorities, lists }: AuthorityFile): Promise<void> {
  for (const { der } of authorities)
    await writeFileAtomically(join(folder, `${sha256Of(der)}.pem`), pem('CERTIFICATE', der))
  const names = await namesIn(folder)
  for (const list of lists) {
    const name = listName(list)
    const path = join(folder, name)
    const known = names.includes(name) ? await readListFile(path, []) : []
    if (known.some((each) => (each.list?.thisUpdateMs ?? 0) > list.thisUpdateMs)) throw older(path)
    await writeFileAtomically(path, pem('X509 CRL', list.der))
  }
}

/** By the issuer's name and key; what is a part stands beside the whole. */
function listName({ issuer, authorityKeyId, isWhole }: RevocationList): string {
  return `${sha256Of(Buffer.concat([issuer, authorityKeyId]))}${isWhole ? '' : '.part'}.crl`
}

/**
 * Reads the CAs and lists of a keyring's folder. A CA that can't be read is left out, which can only refuse more; a list that
 * can't be read is kept as such, since leaving it out would accept more. Either is named in `problems`.
 */
export async function readAuthorities(folder: string, problems: string[]): Promise<StoredAuthorities> {
  const files = (await namesIn(folder)).toSorted()
  const certificates = files.filter((name) => CERTIFICATE_FILE.test(name))
  if (certificates.length > MAX_AUTHORITIES) problems.push(`\`${folder}\`: more than ${MAX_AUTHORITIES} CAs`)
  const authorities = await Promise.all(
    certificates.slice(0, MAX_AUTHORITIES).map((name) => readAuthority(folder, name, problems)),
  )
  const lists = files.filter((name) => LIST_FILE.test(name))
  const read = await Promise.all(
    lists.slice(0, MAX_LISTS).map((name) => readListFile(join(folder, name), problems)),
  )
  if (lists.length > MAX_LISTS) problems.push(`\`${folder}\`: more than ${MAX_LISTS} lists`)
  const beyond = lists.slice(MAX_LISTS).map((name) => unreadable(join(folder, name)))
  return { authorities: authorities.flat(), revocationLists: [...read.flat(), ...beyond] }
}

/** Takes the CA with this sha256 out of a keyring's folder; false where it isn't there. */
export async function removeAuthority(folder: string, sha256: string): Promise<boolean> {
  const name = `${sha256.toLowerCase()}.pem`
  if (!CERTIFICATE_FILE.test(name) || !(await namesIn(folder)).includes(name)) return false
  await rm(join(folder, name))
  return true
}

async function readAuthority(
  folder: string,
  name: string,
  problems: string[],
): Promise<readonly Certificate[]> {
  const path = join(folder, name)
  const [certificate, ...rest] = (await parsed(path, problems))?.authorities ?? []
  if (certificate === undefined) return []
  if (rest.length === 0 && `${certificateId(certificate)}.pem` === name) return [certificate]
  problems.push(`\`${path}\` does not hold the one certificate that its name says`)
  return []
}

async function readListFile(path: string, problems: string[]): Promise<readonly RevocationFile[]> {
  const found = await parsed(path, problems)
  const lists = found?.lists ?? []
  if (found === null || lists.length === 0 || found.authorities.length > 0) {
    if (found !== null) problems.push(`\`${path}\` holds something else than lists of revoked certificates`)
    return [unreadable(path)]
  }
  return lists.map((list) => ({ file: path, sha256: sha256Of(list.der), list }))
}

const unreadable = (file: string): RevocationFile => ({ file, sha256: '', list: null })

async function parsed(path: string, problems: string[]): Promise<AuthorityFile | null> {
  try {
    const found = parseAuthorities(await readTrustedFile(path, MAX_FILE_BYTES))
    if (found === null) problems.push(`\`${path}\` holds neither a certificate nor a list of revoked ones`)
    return found
  } catch (error) {
    if (!(error instanceof TrustError || error instanceof SourcesError)) throw error
    problems.push(`\`${path}\`: ${error.message}`)
    return null
  }
}

function pem(label: string, der: Uint8Array): string {
  const text = Buffer.from(der).toString('base64')
  return `-----BEGIN ${label}-----\n${text.replaceAll(/(.{64})(?!$)/g, '$1\n')}\n-----END ${label}-----\n`
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return []
    throw error
  }
}

function older(path: string): SourcesError {
  return new SourcesError('key', {
    message: `the list of revoked certificates is older than the one in \`${path}\``,
    hint: `rm '${path}', if you mean to go back`,
  })
}
