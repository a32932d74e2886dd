import { decodeUtf8, EncodingError, readDer } from '../../encoding/index.ts'
import type { GitHubPublisher, GitLabPublisher, Publisher } from '../../verdict/index.ts'
import { expect, Unverified } from '../unverified.ts'
import type { SigningCertificate } from './signing-certificate.ts'

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
const FULCIO = '1.3.6.1.4.1.57264.1'
const MAIL_TAG = 1
const URI_TAG = 6

const GITHUB = { issuer: 'https://token.actions.githubusercontent.com', host: 'https://github.com/' }
const GITLAB = { issuer: 'https://gitlab.com', host: 'https://gitlab.com/' }
const GOOGLE_ISSUER = 'https://accounts.google.com'

type Claim = (number: number | null, legacy?: number) => string | null

/** The publisher as the certificate says it (sigstore/fulcio `docs/oid-info.md`). Throws `Unverified` TC2115. */
export function publisherOf({ extensions }: SigningCertificate): Publisher {
  const name = subjectOf(extensions.get(SUBJECT_ALTERNATIVE_NAME))
  const claim: Claim = (number, legacy) =>
    (number === null ? null : der(extensions.get(`${FULCIO}.${number}`))) ??
    (legacy === undefined ? null : raw(extensions.get(`${FULCIO}.${legacy}`)))
  const issuer = claim(8, 1)
  expect(issuer !== null && issuer !== '', 'TC2115', 'an OIDC issuer in the certificate', 'none')
  const base = { issuer, subject: name.text }
  const other: Publisher = { ...base, kind: 'other' }
  if (name.tag === MAIL_TAG) {
    return { ...base, kind: issuer === GOOGLE_ISSUER ? 'google' : 'email', email: name.text }
  }
  if (issuer === GITHUB.issuer) return gitHub(base, claim) ?? other
  if (issuer === GITLAB.issuer) return gitLab(base, claim) ?? other
  return other
}

type Base = Pick<Publisher, 'issuer' | 'subject'>

/** `.1.12` repository, `.1.18` the workflow that was started: a reusable workflow called by it is the subject instead. */
function gitHub(base: Base, claim: Claim): GitHubPublisher | null {
  const repository = below(GITHUB.host, claim(12)) ?? claim(null, 5)
  const path = below(`${GITHUB.host}${repository}/.github/workflows/`, claim(18) ?? base.subject)
  const workflow = beforeRef(path)
  if (repository === null || workflow === null) return null
  return {
    ...base,
    kind: 'github',
    repository,
    workflow,
    ref: claim(14, 6),
    commit: claim(13, 3),
    trigger: claim(20, 2),
    environment: claim(23),
    repositoryId: claim(15),
    ownerId: claim(17),
  }
}

/** GitLab sets a second slash between the project and the path of its configuration. */
function gitLab(base: Base, claim: Claim): GitLabPublisher | null {
  const repository = below(GITLAB.host, claim(12))
  const workflow = beforeRef(below(`${GITLAB.host}${repository}//`, claim(18) ?? base.subject))
  if (repository === null || workflow === null) return null
  return {
    ...base,
    kind: 'gitlab',
    repository,
    workflow,
    ref: claim(14),
    commit: claim(13),
    environment: claim(23),
    repositoryId: claim(15),
    ownerId: claim(17),
  }
}

function below(prefix: string, text: string | null): string | null {
  return text !== null && text.startsWith(prefix) && text.length > prefix.length
    ? text.slice(prefix.length)
    : null
}

/** `release.yml@refs/heads/main`: refs may hold an @, file names of workflows before it don't. */
function beforeRef(path: string | null): string | null {
  const at = path?.indexOf('@') ?? -1
  return path === null || at <= 0 ? null : path.slice(0, at)
}

/** The one name of the certificate (RFC 5280 §4.2.1.6): an address or an URI. */
function subjectOf(extension: Uint8Array | undefined): { readonly tag: number; readonly text: string } {
  expect(extension !== undefined, 'TC2115', 'a subject alternative name', 'none')
  const [name, ...rest] = readable(() => readDer(extension).children)
  expect(
    name !== undefined && rest.length === 0,
    'TC2115',
    'one subject alternative name',
    `${rest.length + 1}`,
  )
  const fits = name.tagClass === 'context' && (name.tag === MAIL_TAG || name.tag === URI_TAG)
  // Other kinds of names stay unread: such a signer is known by its issuer alone.
  return { tag: name.tag, text: fits ? readable(() => decodeUtf8(name.content)) : '' }
}

/** From `.1.8` on a claim is a DER UTF8String. */
function der(extension: Uint8Array | undefined): string | null {
  if (extension === undefined) return null
  const { tagClass, tag, content } = readable(() => readDer(extension))
  expect(tagClass === 'universal' && tag === 12, 'TC2115', 'a UTF8String in a claim', `tag ${tag}`)
  return readable(() => decodeUtf8(content))
}

/** Up to `.1.6` a claim is the bare text. */
function raw(extension: Uint8Array | undefined): string | null {
  return extension === undefined ? null : readable(() => decodeUtf8(extension))
}

function readable<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw new Unverified('TC2115', 'a claim in DER and UTF-8', cause.message, cause)
  }
}
