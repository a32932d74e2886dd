/** What of a key directory a role signs, beside TUF's own top-level roles. */
export const DIRECTORY_ROLES = ['keys', 'policy', 'revocations'] as const
export type DirectoryRole = (typeof DIRECTORY_ROLES)[number]

/** The patterns of paths that are delegated to a role (TUF §4.5): no `*` crosses a `/`. */
export const ROLE_PATHS: Readonly<Record<DirectoryRole, readonly string[]>> = {
  keys: ['keys/*', 'keys/people/*', 'keyrings/*', 'trust-roots/*/*'],
  policy: ['policies/*'],
  revocations: ['revocations/*'],
}

const NAME = '[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?'
const FORMS: readonly { readonly role: DirectoryRole; readonly form: RegExp }[] = [
  { role: 'keys', form: /^keys\/(?:[0-9A-F]{40}|[0-9A-F]{64})\.(?:asc|pem|pub|yaml)$/ },
  { role: 'keys', form: new RegExp(`^keys/people/${NAME}\\.yaml$`) },
  { role: 'keys', form: new RegExp(`^keyrings/${NAME}\\.yaml$`) },
  { role: 'keys', form: new RegExp(`^trust-roots/${NAME}/trusted_root\\.json$`) },
  { role: 'policy', form: new RegExp(`^policies/${NAME}\\.yaml$`) },
  { role: 'revocations', form: /^revocations\/[0-9]{4,9}\.json$/ },
]

/** The one role that may sign a file of this path; null where nothing of that name belongs into a directory. */
export function roleOfPath(path: string): DirectoryRole | null {
  return FORMS.find(({ form }) => form.test(path))?.role ?? null
}

/** The field of a key in TUF's metadata that says whose it is: thresholds count people. */
export const PERSON_FIELD = 'x-pip-trust-person'
