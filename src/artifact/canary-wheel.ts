import { crc32 } from 'node:zlib'
import { createHash } from 'node:crypto'
import { sha256Of, type Sha256 } from '../encoding/index.ts'
import { parseProjectName, parseVersion, type ProjectName, type Version } from '../python/index.ts'

declare const nonceBrand: unique symbol

/** What makes one canary differ from all others: sixteen lower-case hex digits. */
export type CanaryNonce = string & { readonly [nonceBrand]: true }

/** A wheel that holds a module with one comment, and nothing that runs. */
export interface CanaryWheel {
  readonly project: ProjectName
  readonly version: Version
  readonly filename: string
  /** What the names of all that it installs begin with. */
  readonly stem: string
  readonly bytes: Buffer
  readonly sha256: Sha256
}

const NONCE = /^[0-9a-f]{16}$/
const VERSION = '1.0'
const MODULE = '# Made by pip-trust to see whether this pip is guarded.\n'
/** 1980-01-01, the first day that zip knows. */
const DOS_DATE = 0x21
const UTF8_NAMES = 0x800

export function parseCanaryNonce(text: string): CanaryNonce | null {
  return isNonce(text) ? text : null
}

/**
 * The canary of a nonce, always the same bytes: who is told a nonce needs nobody's word for what its canary holds. A
 * wheel as PEP 427 has it, its members stored.
 */
export function canaryWheel(nonce: CanaryNonce): CanaryWheel {
  const stem = `pip_trust_canary_${nonce}`
  const project = parseProjectName(stem)
  const version = parseVersion(VERSION)
  if (project === null || version === null) throw new Error(`\`${stem}\` is no project's name`)
  const bytes = writeWheel(stem)
  return {
    project,
    version,
    filename: `${stem}-${VERSION}-py2.py3-none-any.whl`,
    stem,
    bytes,
    sha256: sha256Of(bytes),
  }
}

function isNonce(text: string): text is CanaryNonce {
  return NONCE.test(text)
}

type Member = readonly [name: string, content: Buffer]

function writeWheel(stem: string): Buffer {
  const info = `${stem}-${VERSION}.dist-info`
  const content: readonly Member[] = [
    [`${stem}.py`, Buffer.from(MODULE)],
    [`${info}/METADATA`, Buffer.from(`Metadata-Version: 2.1\nName: ${stem}\nVersion: ${VERSION}\n`)],
    [
      `${info}/WHEEL`,
      Buffer.from(
        'Wheel-Version: 1.0\nGenerator: pip-trust\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n',
      ),
    ],
  ]
  const record = [...content.map(recordLine), `${info}/RECORD,,`, ''].join('\n')
  return writeZip([...content, [`${info}/RECORD`, Buffer.from(record)]])
}

function recordLine([name, content]: Member): string {
  return `${name},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}`
}

function writeZip(members: readonly Member[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const member of members) {
    const local = localRecord(member)
    locals.push(local)
    directory.push(directoryRecord(member, offset))
    offset += local.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  return Buffer.concat([...locals, ...directory, endRecord(members.length, size, offset)])
}

/** What both records of a member say (APPNOTE 4.4.3 to 4.4.11). */
function fieldsOf([name, content]: Member): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(UTF8_NAMES, 2)
  fields.writeUInt16LE(DOS_DATE, 8)
  fields.writeUInt32LE(crc32(content), 10)
  fields.writeUInt32LE(content.length, 14)
  fields.writeUInt32LE(content.length, 18)
  fields.writeUInt16LE(Buffer.byteLength(name), 22)
  return fields
}

function localRecord(member: Member): Buffer {
  const [name, content] = member
  return Buffer.concat([Buffer.from('PK\x03\x04'), fieldsOf(member), Buffer.from(name), content])
}

function directoryRecord(member: Member, offset: number): Buffer {
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE(0o100644 * 0x10000, 6)
  tail.writeUInt32LE(offset, 10)
  const madeByUnix = Buffer.from([20, 3])
  return Buffer.concat([
    Buffer.from('PK\x01\x02'),
    madeByUnix,
    fieldsOf(member),
    tail,
    Buffer.from(member[0]),
  ])
}

function endRecord(count: number, size: number, offset: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return end
}
