/**
 * `node scripts/whole-life.ts > docs/reference/whole-life.md`: a key's whole life with a real pip, one line a step, in Markdown.
 * Exits with 1 where a step comes out otherwise.
 */
import { live, siteOf } from '../test/e2e/directory/life.ts'
import { samplePair } from '../test/e2e/harness/sample.ts'
import { startScene } from '../test/e2e/harness/index.ts'

const pair = await samplePair('whole life')
const scene = await startScene(pair, { site: siteOf() })
const lines = [
  '# A whole life of keys',
  '',
  `What \`scripts/whole-life.ts\` printed, with pip ${scene.venv.pipVersion} and Python ${pair.python.version}; the test of the same name runs it each time.`,
  '',
  '| | step | what came of it |',
  '|---|---|---|',
]
try {
  let count = 0
  await live(scene, ({ what, outcome }) => lines.push(`| ${(count += 1)} | ${what} | ${outcome} |`))
  process.stdout.write(`${lines.join('\n')}\n`)
} finally {
  await scene.close()
}
