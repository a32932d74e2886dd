import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReleaseFile } from '../chain/index.ts'

/** Runs `act` with the files in a folder of their own, which is gone afterwards. */
export async function staged<Result>(
  temporary: string,
  files: readonly ReleaseFile[],
  act: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(temporary, 'pip-trust-release-'))
  try {
    for (const { name, bytes } of files) await writeFile(join(folder, name), bytes)
    return await act(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
