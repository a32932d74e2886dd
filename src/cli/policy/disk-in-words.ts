import { writeFailure } from '../../edit/index.ts'
import type { Cli } from '../cli.ts'

/** Does something that writes; what the disk refuses on the way is thrown in a reader's words. */
export async function diskInWords<T>({ paths }: Cli, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const named = error instanceof Error && 'path' in error ? error.path : undefined
    throw writeFailure(typeof named === 'string' ? named : paths.state, error)
  }
}
