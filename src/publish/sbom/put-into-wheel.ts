import { ArchiveError, unpackWheel } from '../../artifact/index.ts'
import { writeWheel, wheelFiles, type CanonicalOptions } from '../canonical/index.ts'
import { SbomError } from './sbom-error.ts'
import type { WrittenBill } from './formats/write-bill.ts'

/** PEP 770: names are free; these suffixes are what tools look for. */
const SUFFIXES = { cyclonedx: 'cdx.json', spdx: 'spdx.json' } as const

/**
 * The wheel with the bill in `.dist-info/sboms/` (PEP 770), in its canonical form, RECORD written anew. A bill of the same
 * name is replaced. A signature over RECORD would be over the old one: such a wheel is refused. Throws `SbomError` `wheel`,
 * `CanonicalError`.
 */
export async function putIntoWheel(
  wheel: Uint8Array,
  { form, text }: WrittenBill,
  options: CanonicalOptions,
): Promise<Buffer> {
  const files = await wheelFiles(wheel, options.limits)
  const folder = files
    .map(({ name }) => /^([^/]+\.dist-info)\/RECORD$/.exec(name)?.[1])
    .find((each) => each !== undefined)
  if (folder === undefined) throw unfit('a wheel with a RECORD', 'none')
  const signed = files.find(({ name }) => /\/RECORD\.(?:jws|p7s)$/.test(name))
  if (signed !== undefined) throw unfit('a wheel that is not signed yet', `\`${signed.name}\``)
  const name = `${folder}/sboms/pip-trust.${SUFFIXES[form.format]}`
  const content = Buffer.from(text)
  const others = files.filter((file) => file.name !== name)
  return writeWheel([...others, { name, content, isExecutable: false }], options)
}

function unfit(expected: string, found: string): SbomError {
  return new SbomError('wheel', {
    message: `the bill can not be put into the wheel: expected ${expected}, found ${found}`,
    hint: 'trustctl build, trustctl sbom --into, and then trustctl sign',
  })
}

/** The newest time of a wheel's files, seconds since the epoch: what it was built as of. Throws `SbomError` `wheel`. */
export async function wheelTime(wheel: Uint8Array): Promise<number> {
  const members = await unpackWheel(wheel).catch((cause: unknown) => {
    if (!(cause instanceof ArchiveError)) throw cause
    throw unfit(cause.expected, cause.found)
  })
  return members.reduce((newest, { mtime }) => Math.max(newest, mtime), 0)
}
