import { join } from 'node:path'
import type { BuildWorld } from '../../build/index.ts'
import {
  lockOf,
  projectBill,
  readArtifact,
  writeBill,
  type BillForm,
  type WrittenBill,
} from '../../sbom/index.ts'
import type { DoneStep, Step } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'
import { artifactsIn, buildRecordIn, nameOf } from './record-files.ts'
import { staged } from './staging.ts'
import { digestOf } from './build-step.ts'

export interface BillWish {
  readonly form: BillForm
  /** The project's folder, of the commit that is built: its `pylock.toml` says what it runs with. Null for an sdist. */
  readonly folder: string | null
}

const ENDINGS = { cyclonedx: '.cdx.json', spdx: '.spdx.json' } as const
/** What the lock of the build is called where it is read from. */
const LOCK = 'build.lock'

/** Writes the bill of materials of what was built. */
export function sbomStep({ form, folder }: BillWish, { build }: { readonly build: BuildWorld }): Step {
  return {
    name: 'sbom',
    inputs: () => Promise.resolve([{ name: 'form', sha256: digestOf({ ...form }) }]),
    run: async (before) => {
      const { written, doubts, components } = await makeBill(form, folder, before, build)
      return {
        files: [{ name: billName(before, form), bytes: Buffer.from(written.text) }],
        says: [
          `${components} ${components === 1 ? 'component' : 'components'}, as ${form.format} ${form.spec}`,
          ...doubts.map((doubt) => `doubt: ${doubt}`.slice(0, 2000)),
        ],
      }
    },
  }
}

interface MadeBill {
  readonly written: WrittenBill
  readonly doubts: readonly string[]
  readonly components: number
}

async function makeBill(
  form: BillForm,
  folder: string | null,
  before: readonly DoneStep[],
  { temporary, version }: BuildWorld,
): Promise<MadeBill> {
  const record = buildRecordIn(before)
  const built = artifactsIn(before)
  const lock = { name: LOCK, bytes: Buffer.from(record.lock) }
  return await staged(temporary, [...built, lock], async (place) => {
    // The wheel first: what is installed is what it says.
    const names = built.map(({ name }) => name).toSorted((a, b) => Number(isSdist(a)) - Number(isSdist(b)))
    const artifacts = await Promise.all(names.map((name) => readArtifact(join(place, name))))
    const [first] = artifacts
    if (first === undefined) throw new ReleaseError('record', { message: 'nothing was built' })
    const bill = projectBill({
      metadata: first.metadata,
      artifacts,
      locked: folder === null ? null : await lockOf(join(folder, 'pylock.toml')),
      builtWith: await lockOf(join(place, LOCK)),
    })
    const written = writeBill(bill, { version, epochSeconds: record.epochSeconds }, form)
    return { written, doubts: bill.doubts, components: bill.components.length }
  })
}

function isSdist(name: string): boolean {
  return name.endsWith('.tar.gz')
}

/** What the bill of a release is called. */
export function billName(before: readonly DoneStep[], { format }: BillForm): string {
  return `${nameOf(buildRecordIn(before)).stem}${ENDINGS[format]}`
}
