import * as v from 'valibot'
import { EncodingError, parseJson } from '../../../encoding/index.ts'
import type { Digest, Link, Property } from '../bill.ts'
import { digestOfHex } from '../digest-of-hex.ts'
import { publicUrl } from '../public-url.ts'

/** Where a distribution was installed from, as `direct_url.json` says (PEP 610). */
export interface InstalledOrigin {
  readonly links: readonly Link[]
  readonly properties: readonly Property[]
  /** For the package URL. */
  readonly vcsUrl: string | null
  readonly downloadUrl: string | null
}

const LIMITS = { maxBytes: 64 * 1024, maxDepth: 6 } as const
const NOWHERE: InstalledOrigin = { links: [], properties: [], vcsUrl: null, downloadUrl: null }

const DirectUrl = v.object({
  url: v.string(),
  vcs_info: v.optional(
    v.object({
      vcs: v.picklist(['git', 'hg', 'bzr', 'svn']),
      commit_id: v.pipe(v.string(), v.regex(/^[0-9A-Za-z.:_-]{1,128}$/)),
    }),
  ),
  archive_info: v.optional(
    v.object({ hash: v.optional(v.string()), hashes: v.optional(v.record(v.string(), v.string())) }),
  ),
  dir_info: v.optional(v.object({ editable: v.optional(v.boolean()) })),
})

/** Reads `direct_url.json`; what can't be read is said as such. Paths of this machine are not part of the answer. */
export function readOrigin(bytes: Uint8Array | null): InstalledOrigin {
  if (bytes === null) return NOWHERE
  const found = read(bytes)
  if (found === null) return { ...NOWHERE, properties: [{ name: 'origin', value: 'unreadable' }] }
  const { url, vcs_info: vcs, archive_info: archive, dir_info: folder } = found
  const shown = publicUrl(url)
  if (vcs !== undefined) {
    const vcsUrl = shown === null ? null : `${vcs.vcs}+${shown}@${vcs.commit_id}`
    const properties = [
      { name: 'origin', value: 'vcs' },
      { name: 'origin:commit', value: vcs.commit_id },
    ]
    return {
      ...NOWHERE,
      vcsUrl,
      properties,
      links: shown === null ? [] : [{ kind: 'vcs', url: shown, digests: [] }],
    }
  }
  if (folder !== undefined || archive === undefined) {
    return {
      ...NOWHERE,
      properties: [{ name: 'origin', value: folder?.editable === true ? 'editable folder' : 'folder' }],
    }
  }
  const digests = digestsOf(archive)
  const known = digests.map(({ algorithm, hex }) => ({ name: `origin:${algorithm}`, value: hex }))
  return {
    ...NOWHERE,
    downloadUrl: shown,
    properties: [{ name: 'origin', value: shown === null ? 'local file' : 'address' }, ...known],
    links: shown === null ? [] : [{ kind: 'distribution', url: shown, digests }],
  }
}

function read(bytes: Uint8Array): v.InferOutput<typeof DirectUrl> | null {
  try {
    const found = v.safeParse(DirectUrl, parseJson(bytes, LIMITS))
    return found.success ? found.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}

/** `hashes` counts where it is there; `hash` is the form of before (`sha256=…`). */
function digestsOf({
  hash,
  hashes,
}: NonNullable<v.InferOutput<typeof DirectUrl>['archive_info']>): readonly Digest[] {
  const named = hashes === undefined ? [(hash ?? '').split('=')] : Object.entries(hashes)
  return named.flatMap(([name = '', hex = '']) => digestOfHex(name, hex) ?? [])
}
