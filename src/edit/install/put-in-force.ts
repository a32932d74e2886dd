import { rm } from 'node:fs/promises'
import { ClientError, type DaemonConnection } from '../../client/index.ts'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import type { HistoryEvent, PolicyStatus } from '../../protocol/index.ts'
import { installPolicy, type Installed, type InstallEffects, type InstallPlace } from './install-policy.ts'
import { flushPending, keepPending } from './pending-history.ts'

type PolicyEdited = Extract<HistoryEvent, { readonly type: 'policy-edited' }>

/** A policy that passed every check, and what is to be remembered of its installation. */
export interface Installation {
  readonly text: string
  /** Digest of the text that it was made from; null where there was no file. */
  readonly expected: Sha256 | null
  /** Digest of the policy that the text says, its preset merged in: what the daemon answers with. */
  readonly policyDigest: string
  readonly how: PolicyEdited['how']
  readonly loosens: boolean
  readonly reason: string | null
}

export interface PlaceInForce extends InstallPlace {
  /** Where entries of the history wait for a daemon. */
  readonly pending: string
}

export interface ForceEffects extends InstallEffects {
  /** The person's name on this machine. */
  readonly actor: string
  /** Does something with the daemon; null where none runs. */
  readonly withDaemon: <T>(work: (daemon: DaemonConnection) => Promise<T>) => Promise<T | null>
}

/**
 * What the daemon made of the new file. `enforces` it answered with the digest of the new policy; `kept` it has another one in
 * force still, and says why; `absent` none runs, and the next one loads the file; `silent` it could not be asked.
 */
export interface DaemonAnswer {
  readonly state: 'enforces' | 'kept' | 'absent' | 'silent'
  readonly words: string | null
  readonly digest: string | null
}

export type InForce =
  | Extract<Installed, { readonly kind: 'conflict' }>
  | (Extract<Installed, { readonly kind: 'installed' }> & { readonly daemon: DaemonAnswer })

/**
 * Installs a policy, writes it into the history, lets the daemon load it, and tells what the daemon enforces then. The entry of
 * the history is on the disk before the file is replaced. Throws as `installPolicy` does.
 */
export async function putInForce(
  installation: Installation,
  place: PlaceInForce,
  effects: ForceEffects,
): Promise<InForce> {
  const entry = { actor: effects.actor, event: eventOf(installation, place) }
  const waiting = await keepPending(place.pending, entry, effects.now())
  const installed = await installPolicy(place, installation, effects).catch(async (error: unknown) => {
    await rm(waiting, { force: true })
    throw error
  })
  if (installed.kind === 'conflict') {
    await rm(waiting, { force: true })
    return installed
  }
  return { ...installed, daemon: await tellDaemon(installation.policyDigest, place.pending, effects) }
}

function eventOf(
  { text, expected, how, loosens, reason }: Installation,
  { file }: PlaceInForce,
): PolicyEdited {
  const after = sha256Of(Buffer.from(text))
  return { type: 'policy-edited', file, how, before: expected, after, loosens, reason }
}

/** Asks for what is in force before the history is told: that is what the person waits for. */
export async function tellDaemon(
  digest: string,
  pending: string,
  { withDaemon }: Pick<ForceEffects, 'withDaemon'>,
): Promise<DaemonAnswer> {
  try {
    const answer = await withDaemon(async (daemon) => {
      const status = await daemon.reload()
      await flushPending(pending, ({ actor, event }) => daemon.append(actor, event))
      return answerOf(status, digest)
    })
    return answer ?? { state: 'absent', words: null, digest: null }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    return { state: 'silent', words: error.message, digest: null }
  }
}

function answerOf({ layers, digest, refused }: PolicyStatus, wanted: string): DaemonAnswer {
  const found = layers.find(({ layer }) => layer === 'user')?.policy.digest ?? digest
  return { state: found === wanted ? 'enforces' : 'kept', words: refused, digest: found }
}
