import { createHash } from 'node:crypto'
import { signedFile, tufKey, type Role, type TufKey } from './signed.ts'

type Keys = Readonly<Record<Role, readonly TufKey[]>>

/** How the next state differs from what is right. */
export interface PublishWish {
  readonly trustedRoot?: Uint8Array
  /** Seconds since the epoch. */
  readonly expires?: Partial<Record<Role, number>>
  readonly signers?: Partial<Record<Role, readonly TufKey[]>>
  /** Of the target, as `targets.json` tells it. */
  readonly length?: number
  readonly hashes?: Readonly<Record<string, string>>
  readonly target?: string
  /** Versions that files bear other than the next one. */
  readonly versions?: Partial<Record<Role, number>>
}

export interface RotateWish {
  readonly keys?: Partial<Keys>
  readonly signers?: readonly TufKey[]
  readonly version?: number
  readonly expires?: number
  readonly threshold?: number
}

export interface TufWorld {
  /** Path ▶ bytes, to be spoiled at will. */
  readonly files: Map<string, Buffer>
  readonly firstRoot: Buffer
  keys(): Keys
  /** Publishes the next root, signed by the keys before and after. */
  rotate(wish?: RotateWish): void
  /** Publishes the next targets, snapshot and timestamp. */
  publish(wish?: PublishWish): void
  /** The files as they are now, to be replayed later. */
  copy(): Map<string, Buffer>
}

export interface TufWorldOptions {
  readonly trustedRoot: Uint8Array
  /** Seconds since the epoch. */
  readonly now: number
  readonly consistent?: boolean
  /** Whether files are named with length and hash too, or by version alone, as the public repositories do. */
  readonly hashed?: boolean
}

const DAY = 86_400
const YEAR = 365 * DAY

export function createTufWorld({
  trustedRoot,
  now,
  consistent = true,
  hashed = true,
}: TufWorldOptions): TufWorld {
  const files = new Map<string, Buffer>()
  let keys: Keys = {
    root: [tufKey(), tufKey()],
    timestamp: [tufKey()],
    snapshot: [tufKey()],
    targets: [tufKey()],
  }
  let target = Buffer.from(trustedRoot)
  let rootVersion = 0
  let version = 0
  const rotate: TufWorld['rotate'] = (wish = {}) => {
    const before = keys
    keys = { ...keys, ...wish.keys }
    rootVersion += 1
    const content = rootContent(keys, {
      version: wish.version ?? rootVersion,
      expires: timeText(wish.expires ?? now + YEAR),
      consistent,
      threshold: wish.threshold ?? 2,
    })
    const signers = wish.signers ?? [...new Set([...before.root, ...keys.root])]
    files.set(`${rootVersion}.root.json`, signedFile('root', content, signers))
  }
  const publish: TufWorld['publish'] = (wish = {}) => {
    version += 1
    target = Buffer.from(wish.trustedRoot ?? target)
    const versionOf = (role: Role): number => wish.versions?.[role] ?? version
    const put = (role: Role, content: Parameters<typeof signedFile>[1]): Buffer => {
      const expires = timeText(wish.expires?.[role] ?? now + (role === 'timestamp' ? 7 * DAY : YEAR))
      const bytes = signedFile(
        role,
        { version: versionOf(role), expires, ...content },
        wish.signers?.[role] ?? keys[role],
      )
      const isPlain = role === 'timestamp' || !consistent
      files.set(isPlain ? `${role}.json` : `${versionOf(role)}.${role}.json`, bytes)
      return bytes
    }
    const meta = (role: Role, bytes: Buffer) => ({
      version: versionOf(role),
      ...(hashed ? { length: bytes.length, hashes: { sha256: digest(bytes) } } : {}),
    })
    const sha256 = digest(target)
    files.set(consistent ? `targets/${sha256}.trusted_root.json` : 'targets/trusted_root.json', target)
    const info = { length: wish.length ?? target.length, hashes: wish.hashes ?? { sha256 } }
    const targets = put('targets', { targets: { [wish.target ?? 'trusted_root.json']: info } })
    const snapshot = put('snapshot', { meta: { 'targets.json': meta('targets', targets) } })
    put('timestamp', { meta: { 'snapshot.json': meta('snapshot', snapshot) } })
  }
  rotate()
  publish()
  const firstRoot = files.get('1.root.json') ?? Buffer.of()
  return { files, firstRoot, keys: () => keys, rotate, publish, copy: () => new Map(files) }
}

interface RootContent {
  readonly version: number
  readonly expires: string
  readonly consistent: boolean
  readonly threshold: number
}

function rootContent(keys: Keys, { version, expires, consistent, threshold }: RootContent) {
  const all = [...new Set(Object.values(keys).flat())]
  const role = (name: Role) => ({
    keyids: keys[name].map(({ id }) => id),
    threshold: name === 'root' ? threshold : 1,
  })
  return {
    version,
    expires,
    consistent_snapshot: consistent,
    keys: Object.fromEntries(
      all.map(({ id, publicHex }) => [
        id,
        { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: publicHex } },
      ]),
    ),
    roles: {
      root: role('root'),
      timestamp: role('timestamp'),
      snapshot: role('snapshot'),
      targets: role('targets'),
    },
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}
