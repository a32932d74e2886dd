import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Of } from '../src/encoding/index.ts'
import { encodeMessage, MAX_LISTED_FILES } from '../src/protocol/index.ts'
import { parseProjectName, parseVersion, type Version } from '../src/python/index.ts'
import type { ListedFile, Run } from '../src/verdict/index.ts'

/** A page as large as the largest that people install from. */
export const FILES = 4400
/** 2026-11-01. */
export const NOW = Date.parse('2026-11-01T12:00:00Z') / 1000

const VECTORS = join(import.meta.dirname, '../test/vectors/pep740')
const INDEX = { url: 'https://packages.example/simple/', insecure: false }
const RUN: Run = { id: '0123456789abcdef', context: 'workstation', startedAt: NOW, tainted: false }

function known<Value>(value: Value | null): Value {
  if (value === null) throw new Error('a planted value does not parse')
  return value
}

const project = known(parseProjectName('sampleproject'))

interface Wheel {
  readonly filename: string
  readonly version: Version
  readonly evidence: string
}

/** A real wheel with its real attestation. */
export const WHEELS: Readonly<Record<'attested', Wheel>> = {
  attested: {
    filename: 'sampleproject-4.0.0-py3-none-any.whl',
    version: known(parseVersion('4.0.0')),
    evidence: 'sampleproject-4.0.0-py3-none-any.whl.publish.attestation',
  },
}

const digestOf = (filename: string) => sha256Of(readFileSync(join(VECTORS, filename)))

/** Two files a release, older than the attested wheel, which is the last; `extra` further ones are new on the page. */
function listedFiles(extra: number): readonly ListedFile[] {
  const releases = Array.from({ length: Math.ceil(FILES / 2) + extra }, (_, at) => {
    const version = known(parseVersion(`1.${Math.floor(at / 200)}.${at % 200}`))
    const base = { version, uploadedAt: NOW - 90 * 86_400, attested: false, yanked: false }
    const wheel = `sampleproject-${version}-py3-none-any.whl`
    const sdist = `sampleproject-${version}.tar.gz`
    return [
      { ...base, filename: wheel, kind: 'wheel', sha256: sha256Of(Buffer.from(wheel)) } as const,
      { ...base, filename: sdist, kind: 'sdist', sha256: sha256Of(Buffer.from(sdist)) } as const,
    ]
  })
  const { filename, version } = WHEELS.attested
  const sha256 = digestOf(filename)
  const base = { kind: 'wheel', uploadedAt: NOW - 60 * 86_400, attested: true, yanked: false } as const
  return [...releases.flat(), { ...base, filename, version, sha256 }]
}

/** The frames of a page, as they come over the wire. */
export function pageMessages(extra: number): readonly Uint8Array[] {
  const files = listedFiles(extra)
  const frames = Math.ceil(files.length / MAX_LISTED_FILES)
  return Array.from({ length: frames }, (_, frame) => {
    const part = files.slice(frame * MAX_LISTED_FILES, (frame + 1) * MAX_LISTED_FILES)
    const listing = { index: INDEX, project, status: null, offersProvenance: true, files: part }
    return Buffer.from(encodeMessage({ v: 1, id: 1, type: 'releases', run: RUN, ...listing, frame, frames }))
  })
}

/** The question about a wheel, with its evidence, as it comes over the wire. */
export function questionMessage({ filename, version, evidence }: Wheel): Uint8Array {
  const sha256 = digestOf(filename)
  const location = `https://packages.example/files/${filename}`
  const bytes = new Uint8Array(readFileSync(join(VECTORS, evidence)))
  const text = encodeMessage({
    v: 1,
    id: 1,
    type: 'artifact',
    run: RUN,
    artifact: {
      kind: 'wheel',
      project,
      version,
      filename,
      sha256,
      size: null,
      channel: 'index',
      index: INDEX,
      location,
      namedByUser: true,
    },
    claimed: [{ by: 'index', sha256 }],
    offer: 'offered',
    evidence: [{ kind: 'pep740-attestation', origin: { via: 'index', where: location }, bytes }],
    derivedFrom: null,
    suffixed: [],
    pinned: [],
    precedent: null,
  })
  return Buffer.from(text)
}
