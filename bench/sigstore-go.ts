import { execFileSync } from 'node:child_process'
import { cpSync } from 'node:fs'
import { join } from 'node:path'

/** Builds the peer that verifies with sigstore-go into `folder`; null, with words, where Go or its modules can't be had. */
export function buildSigstoreGo(folder: string): string | null {
  const source = join(folder, 'sigstore-go')
  cpSync(join(import.meta.dirname, 'sigstore-go'), source, { recursive: true })
  const go = (...args: readonly string[]): Buffer =>
    execFileSync('go', args, { cwd: source, stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    go('mod', 'tidy')
    go('build', '-o', 'peer', '.')
    return join(source, 'peer')
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error)
    process.stderr.write(`left out sigstore-go: it could not be built: ${why}\n`)
    return null
  }
}
