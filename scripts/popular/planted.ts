import { join } from 'node:path'
import { story, startScene, trustWorld, type Pair, type Scene } from '../../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../../test/world/sigstore/index.ts'
import { NOT_JUDGED, type Judged, type PopularPart } from './part.ts'
import { NEXT, plantAt, projectWith, type Plant } from './plants.ts'
import { POPULAR_PROJECTS } from './projects.ts'

interface Found {
  readonly judged: Judged
  readonly failure: string | null
}

/** The same names on a loopback index of API 1.4: exactly what was planted must be found. */
export async function plantedPart(pair: Pair, seed: string): Promise<PopularPart> {
  const world = await createSigstoreWorld()
  const projects = POPULAR_PROJECTS.map((name) => projectWith(plantAt(name, seed), world, name))
  const scene = await startScene(pair, { site: { api: '1.4', projects } })
  const rows: string[] = []
  const failures: string[] = []
  try {
    await trustWorld(scene.home, world)
    for (const [number, name] of POPULAR_PROJECTS.entries()) {
      const plant = plantAt(name, seed)
      const { judged, failure } = await look(scene, name, plant)
      const mark = failure === null ? 'ok' : 'WRONG'
      rows.push(`| ${name} | ${plant.what} | ${judged.decision} | ${judged.code} | ${mark} |`)
      if (failure !== null) failures.push(`${name}, ${plant.what}: ${failure}`)
      if (number % 10 === 9)
        process.stderr.write(`${number + 1} of ${POPULAR_PROJECTS.length} from the loopback index\n`)
    }
  } finally {
    await scene.close()
  }
  const lines = [
    '## From a loopback index of API 1.4, with provenance planted',
    '',
    `${POPULAR_PROJECTS.length} projects (seed \`${seed}\`), ${failures.length} found otherwise than planted.`,
    '',
    '| project | planted | decision | code | |',
    '|---|---|---|---|---|',
    ...rows,
  ]
  return { lines, failures }
}

async function look(scene: Scene, name: string, { decision, code, pinned }: Plant): Promise<Found> {
  const wanted = pinned === true ? `${name}==${NEXT}` : name
  const folder = join(scene.home.work, 'files', name)
  const result = await scene.pip(['download', '--no-deps', '--no-cache-dir', '-d', folder, wanted])
  const judged = result.report?.artifacts.find(({ version }) => version === NEXT) ?? NOT_JUDGED
  const isAsPlanted =
    judged.decision === decision && judged.code === code && (result.code === 0) === (decision !== 'block')
  return { judged, failure: isAsPlanted ? null : story(result) }
}
