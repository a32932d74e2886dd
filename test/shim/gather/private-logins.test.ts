import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { makeWheel, startIndex, type IndexServer } from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const LOGIN = { user: 'corp', password: 'p:ä' }
const PAGE = { headers: { accept: 'application/vnd.pypi.simple.v1+json' } }
const wheel = makeWheel({ project: 'acme-pay', version: '1.0' })

interface Stage {
  readonly world: GuardedWorld
  readonly run: GuardedRun
  readonly secret: IndexServer
  readonly codes: () => Promise<readonly (string | null)[]>
  /** What the witness does: answers every question. */
  readonly attend: (login: typeof LOGIN | null) => Promise<readonly object[]>
}

/** A run with a public index first and a private one that wants a login, which its address doesn't have. */
async function stage(t: ExecutionContext, env: Readonly<Record<string, string>>): Promise<Stage> {
  const projects = [{ name: 'acme-pay', files: [{ filename: wheel.filename, bytes: wheel.bytes }] }]
  const open = await startIndex({ api: '1.4', projects })
  const secret = await startIndex({ api: '1.4', projects }, { login: LOGIN })
  t.teardown(() => Promise.all([open.close(), secret.close()]))
  const world = await guardedWorld(t)
  const address = `${secret.base}/simple/`
  world.daemon.privateIndexes = [address]
  const argv = ['install', '-i', open.indexUrl, '--extra-index-url', address, 'acme-pay']
  const run = await world.open({ argv, env })
  await run.hello()
  const attend = async (login: typeof LOGIN | null): Promise<readonly object[]> => {
    const questions: { id: number; url: string }[] = []
    const asked = run.get(`${open.base}/simple/acme-pay/`, PAGE).then(() => run.hangUp())
    for (let answer: object | null = null; ;) {
      const { body } = await world.call('POST', '/v1/runs/logins', { v: 1, answer }, run.reply.token)
      const { question } = body
      if (question === null || question === undefined) break
      questions.push(question)
      answer = { id: question.id, login }
    }
    await asked
    return questions
  }
  const codes = async (): Promise<readonly (string | null)[]> => {
    await run.get(`${open.base}/simple/acme-pay/`, PAGE)
    const { report } = await run.close(1)
    return [...report.artifacts, ...report.events].map(({ code }) => code)
  }
  return { world, run, secret, codes, attend }
}

test('netrc has the login of a private index that is not the first one asked', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'netrc-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const NETRC = join(folder, 'netrc')
  await writeFile(NETRC, `machine 127.0.0.1 login ${LOGIN.user} password ${LOGIN.password}`)
  const { secret, codes } = await stage(t, { NETRC, PIP_KEYRING_PROVIDER: 'disabled' })
  t.deepEqual(await codes(), ['TC4011'])
  t.is(secret.requests().length, 1)
})

test('the witness is asked for what keyring has, once it is told 401', async (t) => {
  const { run, secret, attend } = await stage(t, { PIP_KEYRING_PROVIDER: 'import' })
  t.true(run.reply.logins)
  const questions = await attend(LOGIN)
  t.deepEqual(questions, [{ id: 1, url: `${secret.base}/simple/`, user: null, provider: 'import' }])
  t.deepEqual(
    secret.requests().map(({ headers }) => headers['authorization'] !== undefined),
    [false, true],
  )
})

test('a keyring without a login leaves the index silent', async (t) => {
  const { secret, attend } = await stage(t, { PIP_KEYRING_PROVIDER: 'import' })
  t.is((await attend(null)).length, 1)
  t.is(secret.requests().length, 1)
})

test('no login anywhere: refused, and nobody waits for a witness that was told nothing', async (t) => {
  const { run, codes } = await stage(t, { PIP_NO_INPUT: '1' })
  t.false(run.reply.logins)
  t.deepEqual(await codes(), ['TC4018'])
})

test('answers that are no answers are refused', async (t) => {
  const { world, run } = await stage(t, { PIP_KEYRING_PROVIDER: 'import' })
  const large = 'x'.repeat(65_537)
  for (const answer of [
    1,
    { id: 'a', login: null },
    { id: 1, login: { user: 1, password: '' } },
    { id: 1, login: { user: large, password: '' } },
  ]) {
    const got = await world.call('POST', '/v1/runs/logins', { v: 1, answer }, run.reply.token)
    t.is(got.status, 400, JSON.stringify(answer).slice(0, 60))
  }
  t.is((await world.call('POST', '/v1/runs/logins', { v: 1, answer: null }, 'no-token')).status, 401)
})
