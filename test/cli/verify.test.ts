import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { METADATA } from '../artifact/archive-file.ts'
import { buildZip } from '../artifact/zip-builder.ts'
import { LIB, scratch, type Scratch } from './trustctl.ts'

const VECTORS = join(LIB, 'test', 'vectors', 'pep740')
const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'
const SDIST = 'sampleproject-4.0.0.tar.gz'

async function plant({ cli }: Scratch, ...names: readonly string[]): Promise<void> {
  for (const name of names) await copyFile(join(VECTORS, name), join(cli.cwd, name))
}

function goodAttestations(value: unknown): number {
  return JSON.stringify(value).split('"check":"attestation","result":"ok"').length - 1
}

test('a wheel with its attestation beside it is allowed, and its publisher named', async (t) => {
  const own = await scratch(t)
  await plant(own, WHEEL, `${WHEEL}.publish.attestation`)
  const { code, value } = await own.json('verify', WHEEL)
  t.is(code, 0)
  t.like(value, {
    files: [
      {
        decision: 'allow',
        code: 'TC0000',
        publisher: 'GitHub pypa/sampleproject release.yml @ refs/heads/main',
      },
    ],
    counts: { artifacts: 1, verified: 1, warned: 0, refused: 0 },
  })
  const { out } = await own.call('verify', WHEEL)
  t.regex(out, /^ALLOW {2}sampleproject-4\.0\.0-py3-none-any\.whl/)
})

test('evidence is taken from --evidence, a file or a folder, and a piece found twice counts once', async (t) => {
  const own = await scratch(t)
  await plant(own, SDIST)
  const given = await own.json(
    'verify',
    SDIST,
    '--evidence',
    join(VECTORS, `${SDIST}.provenance`),
    '--evidence',
    VECTORS,
  )
  t.is(goodAttestations(given.value), 1)
  await plant(own, WHEEL)
  t.is((await own.call('verify', WHEEL, '--policy', 'preset:strict')).code, 20)
  t.is((await own.call('verify', WHEEL, '--policy', 'preset:strict', '--evidence', VECTORS)).code, 0)
})

test('evidence of an unknown name is known by its content', async (t) => {
  const own = await scratch(t)
  await plant(own, SDIST)
  await copyFile(join(VECTORS, `${SDIST}.provenance`), join(own.cli.cwd, 'proof'))
  const { value } = await own.json('verify', SDIST, '--evidence', 'proof')
  t.is(goodAttestations(value), 1)
})

test('with several files, evidence named after one is about that one, and the worst decides', async (t) => {
  const own = await scratch(t)
  await plant(own, WHEEL, SDIST, `${SDIST}.provenance`)
  const evidence = [
    '--evidence',
    `${SDIST}.provenance`,
    '--evidence',
    join(VECTORS, `${WHEEL}.publish.attestation`),
  ]
  const { code, value } = await own.json('verify', WHEEL, SDIST, ...evidence)
  t.is(code, 0)
  t.like(value, {
    files: [{ decision: 'allow' }, { decision: 'warn' }],
    counts: { artifacts: 2, refused: 0 },
  })
  t.is((await own.call('verify', WHEEL, SDIST, '--strict', ...evidence)).code, 10)
  t.regex(
    (await own.call('verify', WHEEL, SDIST, ...evidence)).out,
    /\npip-trust: 2 artifacts: 1 verified, 1 warned, 0 refused/,
  )
})

test('a changed byte, another file’s attestation, and an attestation that is none are 21', async (t) => {
  const own = await scratch(t)
  await plant(own, WHEEL, `${WHEEL}.publish.attestation`)
  const bytes = await readFile(join(VECTORS, WHEEL))
  const at = bytes.indexOf('PK\u0001\u0002') + 4
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  await writeFile(join(own.cli.cwd, WHEEL), bytes)
  t.like(await own.json('verify', WHEEL), {
    code: 21,
    value: { files: [{ decision: 'block', code: 'TC2111' }] },
  })

  const other = await scratch(t)
  await plant(other, WHEEL)
  await copyFile(join(VECTORS, `${SDIST}.provenance`), join(other.cli.cwd, `${WHEEL}.provenance`))
  t.is((await other.call('verify', WHEEL)).code, 21)
  await writeFile(join(other.cli.cwd, `${WHEEL}.provenance`), 'not JSON')
  t.like(await other.json('verify', WHEEL), { code: 21, value: { files: [{ code: 'TC2110' }] } })
})

test('a permissive policy does not let invalid evidence pass', async (t) => {
  const own = await scratch(t)
  await plant(own, WHEEL)
  await writeFile(join(own.cli.cwd, `${WHEEL}.provenance`), '{}')
  t.is((await own.call('verify', WHEEL, '--policy', 'preset:permissive')).code, 21)
})

test('a file that nobody can identify is 21, by its own code', async (t) => {
  const own = await scratch(t)
  await writeFile(join(own.cli.cwd, 'odd-1.0-py3-none-any.whl'), 'no archive')
  const { code, value } = await own.json('verify', 'odd-1.0-py3-none-any.whl')
  t.is(code, 21)
  t.like(value, {
    files: [{ decision: 'block', rule: 'identification', artifact: { kind: 'unidentified' } }],
  })
  const wheel = buildZip([{ name: 'foo-1.0.dist-info/METADATA', content: METADATA }], {
    trailing: Buffer.from('x'),
  })
  await writeFile(join(own.cli.cwd, 'foo-1.0-py3-none-any.whl'), wheel)
  t.like(await own.json('verify', 'foo-1.0-py3-none-any.whl'), {
    code: 21,
    value: { files: [{ code: 'TC1013' }] },
  })
})

test('sources with an URL are asked about the file, and with --offline they are not', async (t) => {
  const asked: string[] = []
  const attestation = await readFile(join(VECTORS, `${WHEEL}.publish.attestation`))
  const fetch = (url: string): Promise<Response> => {
    asked.push(url)
    return Promise.resolve(new Response(attestation))
  }
  const own = await scratch(t, { fetch })
  await plant(own, WHEEL)
  t.is(
    (await own.call('evidence', 'add', 'https://packages.example/{project}/{filename}.publish.attestation'))
      .code,
    0,
  )
  t.is((await own.call('verify', WHEEL, '--policy', 'preset:strict')).code, 0)
  t.deepEqual(asked, [`https://packages.example/sampleproject/${WHEEL}.publish.attestation`])
  t.is((await own.call('verify', WHEEL, '--policy', 'preset:strict', '--offline')).code, 20)
  t.is(asked.length, 1)
})

test('a source that does not answer is 22 where the policy wants to know', async (t) => {
  const own = await scratch(t, { fetch: () => Promise.resolve(new Response('', { status: 503 })) })
  await plant(own, WHEEL)
  await own.call('evidence', 'add', 'https://packages.example/{filename}.provenance')
  t.like(await own.json('verify', WHEEL, '--policy', 'preset:strict'), {
    code: 22,
    value: { files: [{ code: 'TC2104' }] },
  })
})

test('the policy of the person holds, and a broken one stops everything', async (t) => {
  const own = await scratch(t)
  await plant(own, WHEEL, `${WHEEL}.publish.attestation`)
  const header = 'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\n'
  const deny = 'rules: [{ id: never, match: { project: [sampleproject] }, deny: "not here" }]\n'
  await writeFile(join(own.cli.cwd, 'deny.yaml'), header + deny)
  t.like(await own.json('verify', WHEEL, '--policy', 'deny.yaml'), {
    code: 20,
    value: { files: [{ code: 'TC4001', rule: 'never' }] },
  })
  await mkdir(own.cli.paths.config, { recursive: true, mode: 0o700 })
  await writeFile(own.cli.paths.policyFile, `${header}rulez: []\n`, { mode: 0o600 })
  t.like(await own.json('verify', WHEEL), { code: 2, value: { error: { code: 'input' } } })
})

test('bad arguments are 2, and nothing of a mixed list is lost', async (t) => {
  const own = await scratch(t)
  await plant(own, WHEEL, `${WHEEL}.publish.attestation`)
  await writeFile(join(own.cli.cwd, 'empty'), '')
  await writeFile(join(own.cli.cwd, 'large.provenance'), Buffer.alloc(512 * 1024 + 1))
  const bad = [
    [WHEEL, '--evidence', 'large.provenance'],
    [],
    ['nowhere.whl'],
    ['.'],
    [''],
    ['-'],
    ['/dev/null'],
    [WHEEL, '--evidence', 'nowhere'],
    [WHEEL, '--evidence', 'empty'],
    [WHEEL, '--policy', 'nowhere.yaml'],
    [WHEEL, '--policy', 'preset:nope'],
    [WHEEL, '--', '-nowhere.whl'],
    [WHEEL, '--', '--json'],
  ]
  for (const args of bad) t.is((await own.call('verify', ...args)).code, 2, args.join(' '))
})
