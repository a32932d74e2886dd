import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { makeWheel, startIndex, type IndexServer } from '../../world/index/index.ts'
import { freshVenv, gone, processesOf, samplePair, served, type Venv } from '../harness/index.ts'
import { layOut, TRUSTCTL, type Installation } from '../harness/product.ts'

/** A machine that runs CI jobs: an installed product, a Python with pip, an index. */
export interface CiScene {
  readonly root: string
  readonly installation: Installation
  readonly venv: Venv
  readonly index: IndexServer
  /** The environment that a job starts with. */
  readonly env: Readonly<Record<string, string>>
  /** A package that the preset `ci` lets in, and warns about. */
  readonly good: string
  /** A package whose bytes are others than its page says. */
  readonly tampered: string
}

const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin'
const OLD = '2024-01-01T00:00:00Z'

/** Opens the machine, and ends all that is left of it when the test ends. */
export async function openCiScene(t: ExecutionContext): Promise<CiScene> {
  const root = await mkdtemp(join(tmpdir(), 'pt-ci-'))
  const pair = await samplePair(t.title)
  const good = makeWheel({ project: 'alpha', version: '1.0' })
  const other = makeWheel({ project: 'gamma', version: '1.0' })
  const index = await startIndex({
    api: '1.4',
    projects: [
      { name: 'alpha', files: [served(good, { uploadTime: OLD })] },
      { name: 'gamma', files: [served(other, { uploadTime: OLD, sha256: 'a'.repeat(64) })] },
    ],
  })
  const installation = await layOut(join(root, 'prefix'), [pair.python.minor])
  await writeTrustctl(installation)
  const venv = await freshVenv(pair, join(root, 'python'))
  t.teardown(async () => {
    await index.close()
    const left = processesOf(root)
    for (const pid of left) process.kill(pid, 'SIGKILL')
    await Promise.all(left.map(gone))
    await rm(root, { recursive: true, force: true })
  })
  return {
    root,
    installation,
    venv,
    index,
    env: {
      PATH: `${venv.bin}:${SYSTEM_PATH}`,
      HOME: join(root, 'home'),
      TMPDIR: root,
      LANG: 'C.UTF-8',
      PIP_INDEX_URL: index.indexUrl,
      PIP_DISABLE_PIP_VERSION_CHECK: '1',
    },
    good: 'alpha==1.0',
    tampered: 'gamma==1.0',
  }
}

/** As install.sh writes it. */
async function writeTrustctl({ prefix }: Installation): Promise<void> {
  const [node] = TRUSTCTL
  await mkdir(join(prefix, 'bin'))
  const file = join(prefix, 'bin', 'trustctl')
  await writeFile(file, `#!/bin/sh\nexec '${node}' '${join(prefix, 'lib/dist/trustctl.cjs')}' "$@"\n`)
  await chmod(file, 0o755)
}
