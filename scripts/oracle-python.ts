import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SCRATCH = join(import.meta.dirname, '..', '.scratch', 'oracles')

/** A Python that has `sigstore` and `pypi-attestations`, made in `.scratch` at the first time; null, with words, where it can't be had. */
export function findOraclePython(): string | null {
  const python = join(SCRATCH, 'bin', 'python')
  if (existsSync(python)) return python
  try {
    execFileSync('python3', ['-m', 'venv', SCRATCH], { stdio: 'ignore' })
    execFileSync(join(SCRATCH, 'bin', 'pip'), ['install', '--quiet', 'sigstore', 'pypi-attestations'], {
      stdio: 'inherit',
    })
    return python
  } catch {
    process.stderr.write('skipped sigstore-python and pypi-attestations: they could not be installed\n')
    return null
  }
}

/** The answers of `oracles.py` to the questions, in order. */
export async function askOraclePython(
  python: string,
  questions: readonly object[],
): Promise<readonly unknown[]> {
  const child = spawn(python, [join(import.meta.dirname, 'oracles.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  child.stdin.end(questions.map((question, id) => `${JSON.stringify({ id, ...question })}\n`).join(''))
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk))
  const lines = Buffer.concat(chunks).toString().split('\n')
  return lines.flatMap((line) => {
    if (line === '') return []
    const { answer }: { readonly answer: unknown } = JSON.parse(line)
    return [answer]
  })
}
