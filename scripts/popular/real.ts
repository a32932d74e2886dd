import { join } from 'node:path'
import { createScratchHome, inheritedEnvironment, type Pair } from '../../test/e2e/harness/index.ts'
import { NOT_JUDGED, type PopularPart } from './part.ts'
import { POPULAR_PROJECTS } from './projects.ts'

const LIMIT_MS = 30 * 60_000
/** In parcels, so that one refusal is not the end of all. */
const AT_ONCE = 10

/** Downloads the newest release of each from the index that this machine's pip is set up with: none may be blocked. */
export async function realPart(pair: Pair): Promise<PopularPart> {
  const home = await createScratchHome([pair.python.minor])
  const { HOME: _home, PATH: _path, ...env } = inheritedEnvironment()
  const rows: string[] = []
  const failures: string[] = []
  try {
    const venv = await home.venv(pair)
    for (let at = 0; at < POPULAR_PROJECTS.length; at += AT_ONCE) {
      const names = POPULAR_PROJECTS.slice(at, at + AT_ONCE)
      const args = ['download', '--no-deps', '--quiet', '-d', join(home.work, 'files'), ...names]
      const { code, report, stderr } = await home.pip(venv, args, { env, timeoutMs: LIMIT_MS })
      if (code !== 0) failures.push(`pip ended with ${code} for ${names.join(' ')}\n${stderr}`)
      for (const name of names) {
        const judged = report?.artifacts.find(({ project }) => project === name) ?? NOT_JUDGED
        rows.push(`| ${name} | ${judged.version ?? '–'} | ${judged.decision} | ${judged.code} |`)
        if (judged.decision !== 'allow' && judged.decision !== 'warn')
          failures.push(`${name}: ${judged.code}`)
      }
      process.stderr.write(`${at + names.length} of ${POPULAR_PROJECTS.length} from the real index\n`)
    }
  } finally {
    await home.dispose()
  }
  const lines = [
    '## From the index that pip is set up with',
    '',
    `${POPULAR_PROJECTS.length} projects, ${failures.length} not as they must be: allowed, or warned about.`,
    '',
    '| project | version | decision | code |',
    '|---|---|---|---|',
    ...rows,
  ]
  return { lines, failures }
}
