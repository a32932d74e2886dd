/** What a person does about a refusal, with the real pip: an exception, a publisher accepted, a bypass; and what the report says of it. */
import test, { type ExecutionContext } from 'ava'
import { makeWheel } from '../world/index/index.ts'
import type { ReasonCode } from '../../src/verdict/index.ts'
import { createSigstoreWorld, type WorldPublisher } from '../world/sigstore/index.ts'
import { attested, expectRefusal, openScene, served, story, trustWorld } from './harness/index.ts'

const OURS: WorldPublisher = {
  kind: 'github',
  repository: 'acme/alpha',
  workflow: 'release.yml',
  repositoryId: '7',
}
const THEIRS: WorldPublisher = { ...OURS, repository: 'other/alpha', repositoryId: '8' }

/** alpha: attested by ours, then by theirs, then by nobody. */
async function opened(t: ExecutionContext): Promise<Opened> {
  const world = await createSigstoreWorld()
  const projects = [
    {
      name: 'alpha',
      files: [
        attested(world, makeWheel({ project: 'alpha', version: '1.0' }), { publisher: OURS }),
        attested(world, makeWheel({ project: 'alpha', version: '1.1' }), { publisher: THEIRS }),
        served(makeWheel({ project: 'alpha', version: '1.2' })),
      ],
    },
  ]
  const scene = await openScene(t, { site: { api: '1.4', projects } })
  await trustWorld(scene.home, world)
  const install = (version: string) => scene.pip(['install', '--force-reinstall', `alpha==${version}`])
  const passes = async (version: string): Promise<void> => {
    const result = await install(version)
    t.is(result.code, 0, story(result))
    t.deepEqual(await scene.installed(), [`alpha-${version}`])
    t.is((await scene.pip(['uninstall', '-y', 'alpha'])).code, 0)
  }
  const refused = async (version: string, code: ReasonCode): Promise<string> => {
    const result = await install(version)
    await expectRefusal(t, scene, result, code)
    return new RegExp(`${code}-[0-9a-f]+`).exec(result.stderr)?.[0] ?? ''
  }
  const trustctl = async (code: number, ...args: readonly string[]): Promise<string> => {
    const result = await scene.home.trustctl(args)
    t.is(result.code, code, `${args.join(' ')}\n${result.stdout}${result.stderr}`)
    return result.stdout
  }
  return { passes, refused, trustctl }
}

interface Opened {
  /** Installs a version, and takes it out again. */
  readonly passes: (version: string) => Promise<void>
  /** Gives the reference that the refusal prints. */
  readonly refused: (version: string, code: ReasonCode) => Promise<string>
  readonly trustctl: (code: number, ...args: readonly string[]) => Promise<string>
}

test.serial('refused, asked for, approved: it passes; closed: it is refused again', async (t) => {
  const { passes, refused, trustctl } = await opened(t)
  await passes('1.0')
  const reference = await refused('1.1', 'TC2204')
  await trustctl(0, 'exception', 'request', reference, '--reason', 'moved, says their site')
  await refused('1.1', 'TC2204')
  await trustctl(0, 'exception', 'approve', 'EX-1')
  await passes('1.1')
  const list: unknown = JSON.parse(await trustctl(0, 'exception', 'list', '--json'))
  t.like(list, { exceptions: [{ id: 'EX-1', state: 'active', use: { times: 1 } }] })
  await trustctl(0, 'exception', 'renew', 'EX-1', '--for', '2w', '--reason', 'not settled yet')
  await trustctl(0, 'exception', 'close', 'EX-1')
  await refused('1.1', 'TC2204')
  await trustctl(0, 'impact', 'EX-1')
  const report: unknown = JSON.parse(await trustctl(0, 'report', '--json'))
  t.like(report, {
    refused: { decisions: 3 },
    changes: { policyEdits: 3, exceptionsApproved: 1, exceptionsRenewed: 1, exceptionsClosed: 1 },
    mends: { refused: 1, mended: 1 },
  })
})

test.serial(
  'a publisher is accepted; a bypass lets pass, is reported for good, and is off in strict',
  async (t) => {
    const { passes, refused, trustctl } = await opened(t)
    await passes('1.0')
    await refused('1.1', 'TC2204')
    await trustctl(0, 'trust', 'accept', 'alpha', '--yes')
    await passes('1.1')
    await refused('1.2', 'TC2103')
    await trustctl(0, 'bypass', '--reason', 'incident 77', '--for', '30m')
    await passes('1.2')
    await trustctl(0, 'bypass', '--end')
    await refused('1.2', 'TC2103')
    const report: unknown = JSON.parse(await trustctl(0, 'report', '--json'))
    t.like(report, {
      bypassInForce: null,
      bypasses: [{ reason: 'incident 77', isEndedEarly: true, passed: [{ code: 'TC2103' }] }],
      changes: { publishersAccepted: 1 },
      mends: { refused: 2, mended: 1 },
    })
    await trustctl(0, 'impact', 'other/alpha')
    await trustctl(0, 'policy', 'use', 'strict')
    await trustctl(20, 'bypass', '--reason', 'again')
  },
)
