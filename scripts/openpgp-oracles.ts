/** `gpgv` and `sq` asked about a case, each with the case's keys and nothing else. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BYTES, type CaseFiles } from '../test/verify/openpgp-cases/index.ts'

export type OracleName = 'gpgv' | 'sq'

/** Whether it takes the file's signatures for good; null where the program isn't there. */
export type OracleAnswer = boolean | null

/** Runs `use` with a folder that is gone afterwards. */
export function inScratch<Result>(use: (folder: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'pgp-'))
  try {
    return use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Exit code 0, of a program that may not be there. */
export function succeeds(program: string, args: readonly string[]): OracleAnswer {
  const { status, error } = spawnSync(program, args, { stdio: 'ignore', timeout: 60_000 })
  if (error !== undefined && 'code' in error && error.code === 'ENOENT') return null
  return status === 0
}

/** The version that the program names in its first line; null where it isn't there. */
export function versionOf(program: string): string | null {
  const { status, stdout } = spawnSync(program, ['--version'], { encoding: 'utf8' })
  return status === 0 ? (/\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null) : null
}

/** Asks both. */
export function askOracles({ keys, signature, data = BYTES }: CaseFiles): Record<OracleName, OracleAnswer> {
  return inScratch((folder) => {
    const [ring, sig, file] = ['ring.gpg', 'file.sig', 'file'].map((name) => join(folder, name))
    if (ring === undefined || sig === undefined || file === undefined) throw new Error('three paths')
    writeFileSync(ring, Buffer.concat(keys))
    writeFileSync(sig, signature)
    writeFileSync(file, data)
    const certificates = keys.map((key, at) => {
      const path = join(folder, `${at}.pgp`)
      writeFileSync(path, key)
      return path
    })
    const signers = certificates.flatMap((path) => ['--signer-cert', path])
    return {
      gpgv: succeeds('gpgv', ['--homedir', folder, '--keyring', ring, sig, file]),
      sq: succeeds('sq', ['verify', ...signers, '--detached', sig, file]),
    }
  })
}
