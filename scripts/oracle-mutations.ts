import { goodBundles, type GoodBundle } from '../test/verify/mutations/good-bundles.ts'
import { mutations } from '../test/verify/mutations/run.ts'
import { differences } from '../test/verify/mutations/tree.ts'
import { asBundle, formOf, type OracleCase, type RootFiles } from './oracle-vectors.ts'

/** The real ones of the good bundles, and those of PEP 740 once more as bundles, which more oracles can read. */
export async function realBundles(): Promise<readonly GoodBundle[]> {
  const real = (await goodBundles()).filter(({ files }) => files !== null)
  const attested = real.filter(({ kind }) => kind !== 'sigstore-bundle')
  const rewritten = attested.map((bundle): GoodBundle => ({
    ...bundle,
    name: `${bundle.name} as a bundle`,
    kind: 'sigstore-bundle',
    text: asBundle(bundle.text),
  }))
  return [...real, ...rewritten]
}

function whereOf(original: string, bytes: Buffer): string {
  try {
    const changed: unknown = JSON.parse(bytes.toString())
    return differences(JSON.parse(original), changed).join(', ') || 'the text alone'
  } catch {
    return 'not JSON'
  }
}

const HEADLINE =
  /^(?:mediaType|kind|version|algorithm|payloadType|logIndex|treeSize|integratedTime|envelope)$/

/** Any base64 as the bytes that a lenient reader sees in it. */
function lenient(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => lenient(each, key))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, lenient(each, name)]))
  }
  return typeof value === 'string' && !HEADLINE.test(key)
    ? Buffer.from(value, 'base64').toString('hex')
    : value
}

function isSameBytes(original: string, bytes: Buffer): boolean {
  try {
    const changed: unknown = JSON.parse(bytes.toString())
    const isChanged = differences(JSON.parse(original), changed).length > 0
    return isChanged && differences(lenient(JSON.parse(original)), lenient(changed)).length === 0
  } catch {
    return false
  }
}

/** Mutations of real bundles, the same ones for the same seed. */
export async function* mutationCases(
  bundles: readonly GoodBundle[],
  count: number,
  seed: number,
  roots: RootFiles,
): AsyncGenerator<OracleCase> {
  for await (const { bundle, mutator, bytes, verdict } of mutations(bundles, count, seed)) {
    if (bundle.files === null) continue
    const { signs, time } = formOf(bundle.text)
    yield {
      kind: bundle.kind,
      bytes,
      artifact: bundle.files.artifact,
      root: bundle.files.root ?? roots.public,
      signs,
      time,
      name: bundle.name,
      from: mutator,
      where: whereOf(bundle.text, bytes),
      isSameBytes: isSameBytes(bundle.text, bytes),
      ours: verdict,
    }
  }
}
