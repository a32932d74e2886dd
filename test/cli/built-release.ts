import { sha256Of } from '../../src/encoding/index.ts'
import { writeWheel } from '../../src/publish/canonical/index.ts'
import type { BuildRecord } from '../../src/publish/build/index.ts'
import type { ReleaseFile } from '../../src/publish/release/chain/index.ts'

export const WHEEL = 'acme_pay-1.0-py3-none-any.whl'
const EPOCH = 1_764_244_800
const TIME = '2025-11-27T12:00:00Z'

function wheel(): Buffer {
  const files = {
    'acme_pay.py': 'PAID = True\n',
    'acme_pay-1.0.dist-info/METADATA': 'Metadata-Version: 2.4\nName: acme-pay\nVersion: 1.0\n',
    'acme_pay-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'acme_pay-1.0.dist-info/RECORD': '',
  }
  const members = Object.entries(files).map(([name, text]) => ({
    name,
    content: Buffer.from(text),
    isExecutable: false,
  }))
  return writeWheel(members, { epochSeconds: EPOCH })
}

/** What the step `build` of a release leaves: a wheel, its build record and its provenance. Nothing is built. */
export function builtFiles(): readonly ReleaseFile[] {
  const bytes = wheel()
  const sha256 = sha256Of(bytes)
  const record: BuildRecord = {
    formatVersion: 1,
    buildId: 'one',
    startedAt: TIME,
    finishedAt: TIME,
    builder: { name: 'pip-trust', version: '0.1.0' },
    source: { kind: 'sdist', filename: 'acme_pay-1.0.tar.gz', sha256 },
    epochSeconds: EPOCH,
    interpreter: { implementation: 'cpython', version: '3.13.1', platform: 'linux-x86_64' },
    backend: 'backend',
    lock: '',
    materials: [],
    tools: [],
    isolation: { kind: 'folders', network: 'open', words: 'folders alone', room: 'none' },
    settings: {},
    variables: {},
    environment: {},
    outputs: [{ kind: 'wheel', filename: WHEEL, size: bytes.length, sha256, rawSha256: sha256 }],
    repeated: null,
  }
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: WHEEL, digest: { sha256 } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: { buildDefinition: {}, runDetails: {} },
  }
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value))
  return [
    { name: WHEEL, bytes },
    { name: 'acme_pay-1.0.buildinfo.json', bytes: json(record) },
    { name: 'acme_pay-1.0.slsa.json', bytes: json(statement) },
  ]
}
