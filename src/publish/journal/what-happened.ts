import { parseSdistFilename, parseWheelFilename } from '../../python/index.ts'
import type { BuildRecord } from '../build/index.ts'
import type { Happened } from './journal-entry.ts'

/** Of two builds, whether they were the same; null where the record names no wheel and no sdist. */
export function buildCompared(
  { outputs, interpreter }: Pick<BuildRecord, 'outputs' | 'interpreter'>,
  {
    isVaried,
    isIdentical,
    at,
  }: { readonly isVaried: boolean; readonly isIdentical: boolean; readonly at: number },
): Happened | null {
  const name = releaseOf(outputs.map(({ filename }) => filename))
  if (name === null) return null
  const { platform, version: python } = interpreter
  return { kind: 'build', at, ...name, platform, python, isVaried, isIdentical }
}

/** What project and version files are of, by the first that says it. */
export function releaseOf(
  filenames: readonly string[],
): { readonly project: string; readonly version: string } | null {
  for (const filename of filenames) {
    const parsed = parseWheelFilename(filename) ?? parseSdistFilename(filename)
    if (parsed !== null) return { project: parsed.project, version: parsed.version }
  }
  return null
}
