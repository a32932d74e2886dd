import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { CommandResult } from '../e2e/harness/index.ts'
import { sampled } from '../sampled.ts'
import { makeSdist, makeWheel } from '../world/index/index.ts'
import { createStage, pairsFor, type Stage } from './stage.ts'

/** Command lines of every kind, without a server: what one leaves behind the next ones see. */
const LINES: readonly string[] = [
  '',
  '--version',
  '-V',
  'help',
  'help install',
  'install --help',
  '--no-such-option',
  'no-such-command',
  'install',
  'install --no-such-option',
  'install no-such-project --find-links links',
  'install alpha==9 --find-links links',
  'install ==1',
  'install ./no-such-folder',
  'install -r no-such-file.txt',
  'install -r bad.txt --find-links links',
  'install --find-links links alpha',
  'install --find-links links alpha',
  'install --find-links links -U alpha beta',
  'list',
  'list --format=json',
  'list --outdated --find-links links',
  'freeze',
  'show alpha beta',
  'show no-such-project',
  'check',
  'uninstall -y alpha',
  'uninstall -y alpha',
  'uninstall -y -r names.txt',
  'install -q --find-links links gamma',
  'install --dry-run --find-links links alpha',
  'install --no-deps --target there --find-links links alpha',
  'install --require-hashes -r names.txt --find-links links',
  'install -r hashed.txt --find-links links',
  'download --find-links links -d here alpha beta',
  'wheel --find-links links -w here --no-deps alpha',
  'index versions alpha',
  'hash links/alpha-1.0-py3-none-any.whl',
  'cache list',
  'config list',
  'config get no.such',
  'install --proxy http://127.0.0.1:1 --find-links links alpha',
  'install --isolated --no-index --find-links links beta',
  'install --find-links links -- alpha',
  'install --find-links links alpha --quiet --quiet',
]

/** Words that differ between two runs of the same pip: temporary names, paths of the two stages. */
function steady(text: string, stage: Stage): string {
  return text.replaceAll(stage.root, 'ROOT').replaceAll(/\/tmp\/pip-[\w-]+/g, 'TEMP')
}

async function furnish(stage: Stage): Promise<void> {
  await stage.links(
    makeWheel({ project: 'alpha', version: '1.0' }),
    makeWheel({ project: 'beta', version: '2.0' }),
    makeSdist({ project: 'gamma', version: '1.0' }),
  )
  const texts = {
    'names.txt': 'beta\n',
    'bad.txt': 'alpha ===\n',
    'hashed.txt': `alpha --hash=sha256:${'0'.repeat(64)}\n`,
  }
  await Promise.all(Object.entries(texts).map(([name, text]) => writeFile(join(stage.work, name), text)))
  await mkdir(join(stage.work, 'empty'))
}

for (const part of [0, 1]) {
  const half = LINES.filter((line, index) => index % 2 === part || /^install .* alpha( |$)/.test(line))
  const lines = sampled(`equality ${part}`, half, 9)
  test(`exit codes and stdout are those of a bare pip, in ${lines.length} command lines (${part + 1} of 2)`, async (t) => {
    for (const pair of await pairsFor('equality')) {
      const [guarded, bare] = [await createStage(pair), await createStage(pair)]
      t.teardown(guarded.dispose)
      t.teardown(bare.dispose)
      await Promise.all([furnish(guarded), furnish(bare)])
      for (const line of lines) {
        const args = line === '' ? [] : line.split(' ')
        const seen = (stage: Stage, { code, stdout }: CommandResult): unknown => [
          line,
          code,
          steady(stdout, stage),
        ]
        const [left, right] = await Promise.all([guarded.pip(args), bare.bare(args)])
        t.deepEqual(seen(guarded, left), seen(bare, right), left.stderr)
      }
      await rm(join(guarded.work, 'here'), { recursive: true, force: true })
    }
  })
}
