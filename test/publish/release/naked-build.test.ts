import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import {
  buildProject,
  placeBuild,
  type BuildRecord,
  type BuildWorld,
} from '../../../src/publish/build/index.ts'
import { nakedBuild } from '../../../src/publish/release/index.ts'
import { plantProject } from '../build/planted-project.ts'

/** What the person has around them, and what of it a build can see: this back-end writes down its own. */
const TELLTALE = `
import os
result = None if hook != "wheel" else "".join(sorted(f"{k}={v};" for k, v in os.environ.items() if k.startswith("ACME_")))
`

test('from the record alone, with nothing of the person’s own: the same bytes, or what differs', async (t) => {
  const { world, request, folder, project, git } = await plantProject(t, TELLTALE)
  git('remote', 'add', 'origin', project)
  const theirs: BuildWorld = { ...world, env: { ...world.env, ACME_SECRET: 'of the person' } }
  const built = await buildProject({ ...request, variables: { ACME_FLAVOUR: 'vanilla' } }, 'once', theirs)
  const out = join(folder, 'out')
  const { record: name } = await placeBuild(built, out)
  const record = await readFile(join(out, name))
  const found = await nakedBuild({ record, beside: out, source: null }, theirs)
  t.true(found.isIdentical, found.differences.join('\n'))
  t.deepEqual(found.differences, [])
  t.deepEqual(
    found.outputs.map(({ expected, found: now }) => expected === now),
    [true, true],
  )
  t.false(found.kept.includes('ACME_SECRET'))
  t.false(found.kept.includes('HOME'))

  // A record that says another variable: the wheel has it, and the difference is named since the first one lies beside.
  const other: BuildRecord = { ...built.record, variables: { ACME_FLAVOUR: 'mint' } }
  const differing = await nakedBuild(
    { record: Buffer.from(JSON.stringify(other)), beside: out, source: null },
    theirs,
  )
  t.false(differing.isIdentical)
  t.regex(differing.differences.join('\n'), /extra\.txt/)
})

test('a record that leads nowhere, out of its repository, or to another file: refused', async (t) => {
  const { world, request, folder, project, git } = await plantProject(t)
  const { record } = await buildProject({ ...request, outputs: ['sdist'] }, 'once', world)
  const naked = (source: BuildRecord['source']) =>
    nakedBuild(
      { record: Buffer.from(JSON.stringify({ ...record, source })), beside: folder, source: null },
      world,
    )
  const commit = git('rev-parse', 'HEAD')
  const own = { kind: 'git', remote: project, commit, tag: null, subfolder: '.' } as const
  await t.throwsAsync(naked({ ...own, remote: null }), { code: 'source' })
  await t.throwsAsync(naked({ ...own, remote: join(folder, 'nowhere') }), { code: 'source' })
  await t.throwsAsync(naked({ ...own, commit: 'a'.repeat(40) }), { code: 'source' })
  await t.throwsAsync(naked({ ...own, subfolder: '../../project' }), { code: 'record' })
  const planted = join(folder, 'ran')
  await t.throwsAsync(naked({ ...own, remote: `ext::sh -c touch% ${planted}` }), { code: 'source' })
  await t.throwsAsync(readFile(planted), { code: 'ENOENT' })
  await t.throwsAsync(naked({ ...own, remote: `--upload-pack=touch ${planted}` }), { code: 'source' })
  await t.throwsAsync(readFile(planted), { code: 'ENOENT' })
  await writeFile(join(folder, 'acme_pay-1.0.tar.gz'), 'something else')
  const sdist = { kind: 'sdist', filename: 'acme_pay-1.0.tar.gz', sha256: 'a'.repeat(64) } as const
  await t.throwsAsync(naked(sdist), { code: 'source' })
})

test('what is no record is none', async (t) => {
  const { world, folder } = await plantProject(t)
  const naked = nakedBuild({ record: Buffer.from('{}'), beside: folder, source: null }, world)
  await t.throwsAsync(naked, { code: 'source' })
})
