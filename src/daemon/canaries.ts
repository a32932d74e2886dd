import { createHash } from 'node:crypto'
import { canaryWheel, type Artifact, type CanaryWheel, type IndexRef } from '../artifact/index.ts'
import type { World } from '../decide/index.ts'
import { evaluate, parsePolicy, type Policy } from '../policy/index.ts'
import { ProtocolError, type CanaryRequest } from '../protocol/index.ts'
import type { ProjectName } from '../python/index.ts'
import { keyringOf, parsePlainKey, TrustError, trustOf, type Trust } from '../trust/index.ts'
import type { Evidence } from '../verdict/index.ts'
import type { Verifier } from '../verify/index.ts'
import type { Log } from './log.ts'

/** How long a canary is let in. */
export const CANARY_SECONDS = 60
/** Canaries that are let in at one time. */
export const MAX_CANARIES = 256

/**
 * Canaries that are let in: wheels made of a nonce, which hold nothing that runs. Each is judged as any artifact is, but by
 * the one policy that asks for its own key's signature, so that it is good under whatever policy is in force. All other
 * bytes under its name, and its bytes after its time, or from elsewhere than this machine, are judged by that policy.
 */
export interface Canaries {
  /** Lets one in; resolves with when that ends. Throws `ProtocolError` `refused`. `now` in seconds since the epoch. */
  admit(request: Pick<CanaryRequest, 'nonce' | 'key' | 'signature'>, now: number): number
  /** The world to judge an artifact in. */
  worldOf(artifact: Artifact, world: World): World
  /** The world to ask in whether an index may be asked about a project. */
  worldOfPage(page: { readonly project: ProjectName; readonly index: IndexRef }, world: World): World
}

interface Admitted {
  readonly wheel: CanaryWheel
  readonly trust: Trust
  readonly signature: Evidence
  readonly until: number
}

const KEYRING = 'canary'
/** What lets a canary in. It names no way round the signature, and nothing but wheels of an index match. */
const POLICY_TEXT = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: canary, version: 1 }
identities: { canary: { kind: keyring, keyring: ${KEYRING} } }
requirements: { signed: { signature: { by: [canary] } } }
rules:
  - id: canary
    match: { project: ["pip-trust-canary-*"], kind: [wheel], channel: [index] }
    require: [signed]
    onMissing: block
    onUnavailable: block
`

/** Keeps canaries in memory: none outlives the daemon. */
export function keepCanaries({
  verifier,
  log,
}: {
  readonly verifier: Pick<Verifier, 'verify'>
  readonly log: Pick<Log, 'write'>
}): Canaries {
  const policy = canaryPolicy()
  const admitted = new Map<ProjectName, Admitted>()
  const find = (project: ProjectName | null, index: IndexRef | null, now: number): Admitted | null => {
    const found = project === null ? undefined : admitted.get(project)
    return found !== undefined && now < found.until && isOnThisMachine(index) ? found : null
  }
  return {
    admit: (request, now) => {
      for (const [project, { until }] of admitted) if (until <= now) admitted.delete(project)
      const wheel = canaryWheel(request.nonce)
      if (admitted.has(wheel.project)) throw refused(`the canary \`${request.nonce}\` is let in already`)
      if (admitted.size >= MAX_CANARIES) throw refused(`${MAX_CANARIES} canaries are let in already`)
      const until = now + CANARY_SECONDS
      admitted.set(wheel.project, { wheel, until, trust: trustIn(request.key), signature: evidence(request) })
      log.write('info', `the canary ${wheel.project} is let in`, { until })
      return until
    },
    worldOf: (artifact, world) => {
      const found = find(artifact.project, artifact.index, world.now())
      return found !== null && isItself(artifact, found.wheel)
        ? worldOfCanary(found, policy, { world, verifier })
        : world
    },
    worldOfPage: ({ project, index }, world) => {
      const found = find(project, index, world.now())
      return found === null ? world : worldOfCanary(found, policy, { world, verifier })
    },
  }
}

function isItself(artifact: Artifact, wheel: CanaryWheel): boolean {
  return (
    artifact.kind === 'wheel' &&
    artifact.channel === 'index' &&
    artifact.sha256 === wheel.sha256 &&
    artifact.filename === wheel.filename
  )
}

/** Plain http, as the canary's index speaks: nobody else's index has this address. */
function isOnThisMachine(index: IndexRef | null): boolean {
  const url = index === null ? null : URL.parse(index.url)
  return url?.protocol === 'http:' && url.hostname === '127.0.0.1' && url.port !== ''
}

/** Where no policy can be used everything is refused, canaries too. */
function worldOfCanary(
  { wheel, trust, signature }: Admitted,
  policy: Policy,
  { world, verifier }: { readonly world: World; readonly verifier: Pick<Verifier, 'verify'> },
): World {
  const blake2b = createHash('blake2b512').update(wheel.bytes).digest('hex')
  const suffixed = [{ algorithm: 'blake2b512', suffix: '', digest: blake2b }] as const
  return {
    ...world,
    findEvidence: () => Promise.resolve({ evidence: [signature], unavailable: [] }),
    verify: (question, now) => verifier.verify({ ...question, evidence: [signature], suffixed }, trust, now),
    trustDigest: trust.digest,
    revocations: null,
    renewed: () => Promise.resolve(null),
    policy:
      world.policy.kind === 'unusable'
        ? world.policy
        : {
            kind: 'in-force',
            evaluate: (question, now) => evaluate({ ...question, bypass: null }, policy, now),
            withhold: () => [],
            page: () => null,
            privateIndexes: world.policy.privateIndexes,
          },
  }
}

function canaryPolicy(): Policy {
  const parsed = parsePolicy(POLICY_TEXT, { file: 'canary', presets: noPreset, keyrings: [KEYRING] })
  if (!parsed.ok) throw new Error(`the canary's policy can't be read: ${parsed.problems[0]?.message ?? ''}`)
  return parsed.policy
}

function noPreset(): string {
  return ''
}

function trustIn(key: string): Trust {
  try {
    const plainKeys = [parsePlainKey(Buffer.from(key), KEYRING)]
    return trustOf([], [keyringOf(KEYRING, { plainKeys })])
  } catch (error) {
    if (!(error instanceof TrustError)) throw error
    throw refused(`the canary's key can't be used: ${error.message}`)
  }
}

function evidence({ signature }: Pick<CanaryRequest, 'signature'>): Evidence {
  return {
    kind: 'minisign-signature',
    origin: { via: 'argument', where: 'canary' },
    bytes: Buffer.from(signature),
  }
}

function refused(message: string): ProtocolError {
  return new ProtocolError('refused', { message, hint: 'trustctl doctor' })
}
