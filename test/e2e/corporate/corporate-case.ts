import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeWheel, type Site } from '../../world/index/index.ts'
import {
  type GuardedResult,
  installedIn,
  pidOf,
  type Pair,
  type Scene,
  type SceneOptions,
  served,
  startScene,
  story,
  until,
  type Venv,
} from '../harness/index.ts'

/** Something that companies' machines have, and pip through pip-trust must do with it. */
export interface CorporateCase {
  readonly topic: string
  readonly name: string
  /** What follows, in the table's words. */
  readonly expect: string
  readonly wanted?: (pair: Pair) => boolean
  /** Takes too much for the sample of each test run. */
  readonly isLong?: boolean
  /** What went otherwise; null where nothing did. */
  readonly play: (pair: Pair) => Promise<string | null>
}

export const alpha = makeWheel({ project: 'alpha', version: '1.0' })
export const SITE: Partial<Site> = { projects: [{ name: 'alpha', files: [served(alpha)] }] }
/** Where the person has named no authority, and the machine’s own pip.conf names none for them: an empty value counts as none. */
export const NO_CERT = { PIP_CERT: '', PIP_CONFIG_FILE: '/dev/null' } as const

export const isNewest = ({ pip }: Pair): boolean => pip === 'newest'
/** From pip 23.1 on there is `--keyring-provider`. */
export const hasProviders = ({ pip }: Pair): boolean => pip !== '21.3.1'

/** Plays in a scene of its own. */
export async function inScene(
  pair: Pair,
  options: SceneOptions,
  play: (scene: Scene) => Promise<string | null>,
): Promise<string | null> {
  const scene = await startScene(pair, options)
  try {
    return await play(scene)
  } finally {
    // A run that is refused at once ends before the daemon that it started has its lock.
    await until(
      () => pidOf('daemon', scene.home.trustHome) !== null || !existsSync(scene.home.paths.shimLock),
      'a daemon',
    )
    await scene.close()
  }
}

/** Null where the install went on to its end, and alpha is there. */
export async function wentWell(result: GuardedResult, venv: Venv): Promise<string | null> {
  const installed = await installedIn(venv)
  const isWell = result.code === 0 && result.codes.length === 0 && installed.includes('alpha-1.0')
  return isWell ? null : `expected an install\n${story(result)}`
}

/** Null where nothing was installed and the run says why. */
export async function refusedWith(result: GuardedResult, venv: Venv, words: RegExp): Promise<string | null> {
  const installed = await installedIn(venv)
  const isRight = result.code !== 0 && installed.length === 0 && words.test(result.stderr)
  return isRight ? null : `expected a refusal that says ${words}\n${story(result)}`
}

/** Null where none of the texts is in what the run said, nor in any file that we wrote. */
export async function keptSecret(
  scene: Scene,
  { stdout, stderr, report }: GuardedResult,
  secrets: readonly string[],
): Promise<string | null> {
  const why = await scene.home.trustctl(['why', 'alpha', '--json'])
  const said = [stdout, stderr, JSON.stringify(report), why.stdout, why.stderr]
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
  ])
  const inWords = forms.find((form) => said.some((text) => text.includes(form)))
  if (inWords !== undefined) return `\`${inWords}\` was said\n${said.join('\n')}`
  for (const file of await readdir(scene.home.trustHome, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const bytes = await readFile(join(file.parentPath, file.name))
    const found = forms.find((form) => bytes.includes(form))
    if (found !== undefined) return `\`${found}\` is in \`${join(file.parentPath, file.name)}\``
  }
  return null
}
