import { residentInterceptor } from '../../../client/index.ts'
import { durationText, timeText } from '../../../verdict/index.ts'
import type { DoctorWorld } from '../doctor-world.ts'
import { bad, caution, good, type Finding } from './finding.ts'

/** What the program knows of its own state, as `trustctl status` tells it. */
export interface Parts {
  readonly daemon: { readonly version: string; readonly startedAt: number } | null
  readonly policy: {
    readonly mode: string | null
    readonly refused: string | null
    readonly name: string | null
  }
  /** Until when a bypass is in force, seconds since the epoch; null where none is. */
  readonly bypassUntil: number | null
  readonly trustRoots: readonly { readonly name: string; readonly refreshedAt: number | null }[]
  readonly notices: readonly string[]
  /** When the last decision was recorded, seconds since the epoch; null where there is none. */
  readonly lastDecisionAt: number | null
}

const DAY = 86_400
/** The daemon refreshes once a day. */
export const STALE_TRUST_DAYS = 14
/** When this was written: no clock is right that says an earlier time. */
const NOT_BEFORE = Date.UTC(2026, 0, 1) / 1000
const CLOCK_SLACK_SECONDS = 300

type World = Pick<DoctorWorld, 'paths' | 'version' | 'now'>

/** Daemon, interceptor, policy, trust data and the clock that all of them go by. */
export async function lookAtParts(parts: Parts, world: World): Promise<readonly Finding[]> {
  return [
    daemonFinding(parts, world),
    await interceptorFinding(world),
    ...policyFindings(parts),
    ...trustFindings(parts, world),
    clockFinding(parts, world),
    ...parts.notices.map((notice) => caution('notice', notice)),
  ]
}

function daemonFinding({ daemon }: Parts, { version, now }: World): Finding {
  if (daemon === null) return good('daemon', 'it sleeps, and starts when it is asked')
  if (daemon.version !== version) {
    const words = `version ${daemon.version} runs: expected ${version}`
    return caution('daemon', words, 'trustctl down && trustctl up')
  }
  return good('daemon', `version ${version}, up for ${durationText(now() - daemon.startedAt)}`)
}

async function interceptorFinding({ paths, version }: World): Promise<Finding> {
  const found = await residentInterceptor(paths.shimSocket)
  if (found === null) return good('interceptor', 'it sleeps, and starts with the next guarded pip')
  return found.version === version
    ? good('interceptor', `version ${version}`)
    : caution('interceptor', `version ${found.version} runs: expected ${version}`, 'trustctl down')
}

function policyFindings({ policy, bypassUntil }: Parts): readonly Finding[] {
  const { mode, refused, name } = policy
  return [
    ...(name === null
      ? [bad('policy', 'none can be used: everything is refused', 'trustctl policy check')]
      : []),
    ...(refused === null ? [] : [bad('policy', refused, 'trustctl policy check')]),
    ...(mode === 'warn' || mode === 'audit'
      ? [
          caution(
            'policy',
            `its mode is \`${mode}\`: only what is invalid is refused`,
            'trustctl policy use balanced',
          ),
        ]
      : []),
    ...(bypassUntil === null
      ? []
      : [
          caution(
            'bypass',
            `in force until ${timeText(bypassUntil)}: only what is invalid is refused`,
            'trustctl bypass --end',
          ),
        ]),
    ...(name !== null && refused === null ? [good('policy', `${name}, ${mode ?? 'enforce'}`)] : []),
  ]
}

/** Roots that never were refreshed are as they were shipped. */
function trustFindings({ trustRoots }: Parts, { now }: World): readonly Finding[] {
  return trustRoots.flatMap(({ name, refreshedAt }) => {
    if (refreshedAt === null) return []
    const age = now() - refreshedAt
    const words = `${name} was refreshed ${durationText(age)} ago`
    return age <= STALE_TRUST_DAYS * DAY
      ? [good('trust-root', words)]
      : [
          caution(
            'trust-root',
            `${words}: expected ${STALE_TRUST_DAYS} days at most`,
            'trustctl trust refresh',
          ),
        ]
  })
}

function clockFinding({ lastDecisionAt }: Parts, { now }: World): Finding {
  const time = now()
  if (time < NOT_BEFORE) {
    return bad('clock', `it says ${timeText(time)}: no certificate is valid then`, 'date')
  }
  return lastDecisionAt !== null && time + CLOCK_SLACK_SECONDS < lastDecisionAt
    ? bad(
        'clock',
        `it says ${timeText(time)}, before the last decision at ${timeText(lastDecisionAt)}`,
        'date',
      )
    : good('clock', timeText(time))
}
