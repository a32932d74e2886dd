import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'

const SOURCES = join(import.meta.dirname, 'go-oracles')
const FILES = ['go.mod', 'go.sum', 'main.go', 'cosign.go', 'sigstore.go']
const BUILD_MS = 20 * 60_000

const Answer = v.object({ id: v.number(), answer: v.string() })

const read = (name: string): string => readFileSync(join(SOURCES, name), 'utf8')

/** Where built oracles are kept: outside the repository, as they have a hundred MB. */
const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'pip-trust', 'oracles')

/** The version of a module that `go.mod` pins. */
export function pinnedVersion(module: string): string {
  const line = read('go.mod')
    .split('\n')
    .find((each) => each.trim().startsWith(`${module} `))
  return line?.trim().split(' ')[1] ?? 'unknown'
}

/**
 * The program that asks cosign and sigstore-go, built at the first time with the Go on PATH and modules through its proxy;
 * null, with words, where either can't be had.
 */
export function findGoOracles(): string | null {
  const state = createHash('sha256')
  for (const name of FILES) state.update(read(name))
  const program = join(cacheFolder(), `go-oracles-${state.digest('hex').slice(0, 16)}`)
  if (existsSync(program)) return program
  process.stderr.write('building cosign and sigstore-go, which takes some minutes at the first time\n')
  try {
    mkdirSync(cacheFolder(), { recursive: true })
    const building = `${program}.${process.pid}`
    execFileSync('go', ['build', '-o', building, '.'], {
      cwd: SOURCES,
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: BUILD_MS,
      env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' },
    })
    renameSync(building, program)
    return program
  } catch (error) {
    const words = error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : ''
    process.stderr.write(
      `skipped cosign and sigstore-go: \`go build\` in \`scripts/go-oracles\` failed: ${words}\n`,
    )
    return null
  }
}

/** The answers to the questions, in order: `ok`, or the words of a refusal. */
export async function askGoOracles(
  program: string,
  questions: readonly object[],
): Promise<readonly string[]> {
  const child = spawn(program, [], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(questions.map((question, id) => `${JSON.stringify({ id, ...question })}\n`).join(''))
  const chunks: Buffer[] = []
  for await (const chunk of child.stdout) chunks.push(Buffer.from(chunk))
  const lines = Buffer.concat(chunks).toString().split('\n')
  return lines.flatMap((line) => (line === '' ? [] : [v.parse(Answer, JSON.parse(line)).answer]))
}
