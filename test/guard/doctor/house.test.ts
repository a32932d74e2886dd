import { chmod, chown, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { homePaths } from '../../../src/client/index.ts'
import { lookAtDisk, lookAtPlaces } from '../../../src/guard/doctor/house/look-at-places.ts'
import { lookAtParts, STALE_TRUST_DAYS, type Parts } from '../../../src/guard/doctor/house/look-at-parts.ts'
import { lookAtSurroundings } from '../../../src/guard/doctor/house/look-at-surroundings.ts'
import { mendOf } from '../../../src/guard/doctor/mend.ts'
import type { AskedPython } from '../../../src/guard/doctor/find/ask-python.ts'
import type { FoundPip } from '../../../src/guard/doctor/find/find-pips.ts'
import { diagnosisLines, type CanaryVerdict } from '../../../src/guard/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

const uid = process.getuid?.() ?? 0
const NOW = 1_790_000_000
const DAY = 86_400

test('folders and sockets that others may touch are bad, and those that are not there are nothing', async (t) => {
  const folder = await temporaryFolder(t)
  const paths = homePaths({ PIP_TRUST_HOME: folder })
  t.deepEqual(lookAtPlaces({ paths, uid }), [])
  for (const each of [paths.config, paths.state]) await mkdir(each, { mode: 0o700 })
  await mkdir(paths.run, { mode: 0o755 })
  await chmod(paths.run, 0o755)
  await writeFile(paths.shimSocket, '')
  const look = () =>
    lookAtPlaces({ paths, uid }).map(({ about, level, mend }) => [about, level, mend !== null])
  t.deepEqual(look(), [
    ['config-folder', 'good', false],
    ['state-folder', 'good', false],
    ['run-folder', 'bad', true],
    ['interceptor-socket', 'bad', false],
  ])
  if (uid !== 0) return
  await chown(paths.state, 65_534, 65_534)
  t.true(lookAtPlaces({ paths, uid }).some(({ about, level }) => about === 'state-folder' && level === 'bad'))
})

test('the disk is looked at where the state will be', async (t) => {
  const folder = await temporaryFolder(t)
  const paths = homePaths({ PIP_TRUST_HOME: join(folder, 'not', 'yet') })
  t.is((await lookAtDisk({ paths, temporary: folder })).about, 'disk')
})

const PARTS: Parts = {
  daemon: { version: '1.0', startedAt: NOW - DAY },
  policy: { mode: 'enforce', refused: null, name: 'mine' },
  bypassUntil: null,
  trustRoots: [{ name: 'public-good', refreshedAt: NOW - STALE_TRUST_DAYS * DAY }],
  notices: [],
  lastDecisionAt: NOW,
}

const TROUBLES: Readonly<
  Record<string, readonly [change: Partial<Parts>, now: number, about: string, level: string]>
> = {
  'a daemon of another version': [{ daemon: { version: '0.9', startedAt: NOW } }, NOW, 'daemon', 'caution'],
  'a policy that can’t be used': [
    { policy: { mode: null, refused: null, name: null } },
    NOW,
    'policy',
    'bad',
  ],
  'a policy file that was refused': [
    { policy: { ...PARTS.policy, refused: 'line 1' } },
    NOW,
    'policy',
    'bad',
  ],
  'a policy that only warns': [{ policy: { ...PARTS.policy, mode: 'warn' } }, NOW, 'policy', 'caution'],
  'a bypass': [{ bypassUntil: NOW + 60 }, NOW, 'bypass', 'caution'],
  'trust data a second too old': [{}, NOW + 1, 'trust-root', 'caution'],
  'a clock before the last decision': [{ lastDecisionAt: NOW + 301 }, NOW, 'clock', 'bad'],
  'a clock before its time': [{ lastDecisionAt: null, trustRoots: [] }, 0, 'clock', 'bad'],
  'a notice': [{ notices: ['a store was put aside'] }, NOW, 'notice', 'caution'],
}

test('parts as they should be are good', async (t) => {
  const paths = homePaths({ PIP_TRUST_HOME: await temporaryFolder(t) })
  const findings = await lookAtParts(PARTS, { paths, version: '1.0', now: () => NOW })
  t.deepEqual(
    findings.filter(({ level }) => level !== 'good'),
    [],
  )
  const slack = await lookAtParts(
    { ...PARTS, lastDecisionAt: NOW + 300 },
    { paths, version: '1.0', now: () => NOW },
  )
  t.false(slack.some(({ level }) => level === 'bad'))
})

for (const [name, [change, now, about, level]] of Object.entries(TROUBLES)) {
  test(`${name} is seen`, async (t) => {
    const paths = homePaths({ PIP_TRUST_HOME: await temporaryFolder(t) })
    const found = await lookAtParts({ ...PARTS, ...change }, { paths, version: '1.0', now: () => now })
    t.true(
      found.some((each) => each.about === about && each.level === level),
      JSON.stringify(found),
    )
  })
}

test('aliases and functions of that name are seen, ours are told apart, and no secret is told', async (t) => {
  const home = await temporaryFolder(t)
  await writeFile(join(home, '.bashrc'), '# alias pip=x\nalias pipe=cat\nalias pip="python -m pip"\n')
  await writeFile(
    join(home, '.zshrc'),
    'eval "$(trustctl shellenv)"\nfunction pip { /opt/shims/pip "$@"; }\n',
  )
  await writeFile(join(home, '.profile'), 'pip3() { command pip3 "$@"; }\n')
  const env = {
    PIP_CONFIG_FILE: '/etc/other.conf',
    PIP_INDEX_URL: 'https://dana:hunter2@packages.example/simple',
    PIP_EXTRA_INDEX_URL: 'https://packages.example/simple/a@b',
    HTTPS_PROXY: 'http://dana:hunter2@proxy.example:8080',
    PIP_PROXY: '',
  }
  const found = await lookAtSurroundings({ env, home })
  t.deepEqual(found.map(({ about, level }) => `${about} ${level}`).toSorted(), [
    'HTTPS_PROXY good',
    'PIP_CONFIG_FILE caution',
    'PIP_INDEX_URL caution',
    'PIP_PROXY caution',
    'shell-function good',
    'start-file caution',
    'start-file caution',
  ])
  t.true(found.some(({ words }) => words.includes('.bashrc:3`')))
  t.false(JSON.stringify(found).includes('hunter2'))
  t.deepEqual(await lookAtSurroundings({ env: {}, home: join(home, 'none') }), [])
})

const FACTS: AskedPython = {
  executable: '/env/bin/python',
  version: '3.12.1',
  prefix: '/env',
  isEnvironment: true,
  pip: '25.3',
  witness: null,
}

const pip = (change: Partial<FoundPip>): FoundPip => ({
  name: 'p',
  command: ['/env/bin/python', '-m', 'pip'],
  by: 'path',
  python: FACTS,
  reached: [],
  foreign: null,
  ...change,
})
const python = (change: Partial<AskedPython>): AskedPython => ({ ...FACTS, ...change })
const through: CanaryVerdict = { kind: 'not-covered', codes: [], gotThrough: ['other-attestation'], why: '' }

test('each kind of trouble has the command that mends it, safe to paste', (t) => {
  const world = { shims: '/opt/pip-trust/shims', bin: '/opt/pip trust/bin' }
  const mends: readonly (readonly [FoundPip, CanaryVerdict, string | null])[] = [
    [pip({}), { kind: 'covered', codes: [] }, null],
    [pip({}), through, 'trustctl protect /env'],
    [pip({ python: python({ isEnvironment: false }) }), through, 'trustctl protect /env/bin/python'],
    [pip({ python: python({ prefix: "/it's; rm -rf" }) }), through, "trustctl protect '/it'\\''s; rm -rf'"],
    [pip({ python: python({ version: '3.7.16' }) }), through, 'trustctl protect user'],
    [pip({ python: python({ version: '2.7.18' }) }), through, 'trustctl protect user'],
    [pip({ python: python({ version: '3.8.0' }) }), through, 'trustctl protect /env'],
    [pip({ by: 'uv', python: null }), through, 'trustctl protect uv'],
    [pip({ by: 'typed', python: null }), through, `eval "$('/opt/pip trust/bin/trustctl' shellenv)"`],
    [pip({}), { kind: 'refuses-everything', codes: [], why: '' }, 'trustctl status'],
    [pip({}), { kind: 'unknown', codes: [], why: '' }, '/env/bin/python -m pip --version'],
    [
      pip({ foreign: 'open' }),
      { kind: 'unknown', codes: [], why: '' },
      'let its owner run `trustctl doctor`',
    ],
  ]
  for (const [found, verdict, mend] of mends) t.is(mendOf(found, verdict, world), mend)
})

test('what is covered for what it fetches alone is not said to be covered wholly', (t) => {
  const covered = { verdict: { kind: 'covered', codes: [] }, mend: null } as const
  const said = (...pips: readonly FoundPip[]): boolean =>
    diagnosisLines(
      {
        pips: pips.map((each) => ({ ...each, ...covered })),
        house: [],
        withoutPip: [],
        silent: [],
        covered: true,
      },
      { colour: false, width: 100 },
    ).some((line) => line.includes('for what is fetched alone'))
  t.true(said(pip({ reached: ['pip-conf'] })))
  t.true(said(pip({ reached: [] }), pip({ reached: ['shim'] })))
  t.false(said(pip({ reached: ['shim'] }), pip({ reached: ['witness', 'pip-conf'] })))
})
