/** Cases whose keys and signatures are made by GnuPG and Sequoia themselves. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BYTES, type CaseFiles, type OpenPgpCase } from '../test/verify/openpgp-cases/index.ts'
import { inScratch } from './openpgp-oracles.ts'

const DANA = 'Dana <dana@acme.example>'
const KIM = 'Kim <kim@acme.example>'

/** GnuPG with a home of its own, and the file of the cases in it. */
interface Gpg {
  readonly home: string
  readonly run: (...args: readonly string[]) => Buffer
  readonly make: (owner: string, algorithm: string, usage: string, expires?: string) => string
  readonly sign: (...args: readonly string[]) => Buffer
}

function withGpg(use: (gpg: Gpg) => CaseFiles): CaseFiles {
  return inScratch((home) => {
    const file = join(home, 'file')
    writeFileSync(file, BYTES)
    const common = ['--homedir', home, '--batch', '--yes', '--quiet', '--no-tty']
    const unlocked = ['--pinentry-mode', 'loopback', '--passphrase', '']
    const run: Gpg['run'] = (...args) =>
      execFileSync('gpg', [...common, ...unlocked, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      return use({
        home,
        run,
        make: (owner, algorithm, usage, expires = '0') => {
          run('--quick-generate-key', owner, algorithm, usage, expires)
          const listed = run('--list-keys', '--with-colons', owner).toString()
          return /^fpr:+([0-9A-F]+)/m.exec(listed)?.[1] ?? ''
        },
        sign: (...args) => run('--output', '-', ...args, '--detach-sign', file),
      })
    } finally {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' })
    }
  })
}

/** The revocation that GnuPG lays ready with every key, behind a colon so that nobody imports it by mistake. */
function revoke({ home, run }: Gpg): void {
  const folder = join(home, 'openpgp-revocs.d')
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    writeFileSync(path, readFileSync(path, 'latin1').replace(/^:/m, ''))
    run('--import', path)
  }
}

const byGpg = (use: (gpg: Gpg) => CaseFiles) => (): CaseFiles => withGpg(use)

const signedWith =
  (algorithm: string, ...args: readonly string[]) =>
  (): CaseFiles =>
    withGpg((gpg) => {
      gpg.make(DANA, algorithm, 'sign')
      return { keys: [gpg.run('--export')], signature: gpg.sign(...args) }
    })

const gpgCases = (group: string): readonly OpenPgpCase[] => [
  { group, name: 'Ed25519, binary', right: ['ok'], make: signedWith('ed25519') },
  { group, name: 'Ed25519, armored', right: ['ok'], make: signedWith('ed25519', '--armor') },
  { group, name: 'RSA 3072', right: ['ok'], make: signedWith('rsa3072') },
  { group, name: 'NIST P-384', right: ['ok'], make: signedWith('nistp384') },
  {
    group,
    name: 'Brainpool P-256',
    right: ['ok'],
    differs: { sq: 'has no Brainpool curves in this build' },
    make: signedWith('brainpoolP256r1'),
  },
  {
    group,
    name: 'secp256k1',
    right: ['TC3115'],
    differs: { gpgv: 'takes the curve' },
    make: signedWith('secp256k1'),
  },
  {
    group,
    name: 'DSA 2048',
    right: ['TC3115'],
    differs: { gpgv: 'takes DSA', sq: 'takes DSA of 2048 bits' },
    make: signedWith('dsa2048'),
  },
  {
    group,
    name: 'RSA 1024',
    right: ['TC3115'],
    differs: { gpgv: 'has no least length of RSA' },
    make: signedWith('rsa1024'),
  },
  {
    group,
    name: '`--textmode`',
    right: ['TC3116'],
    differs: {
      gpgv: 'takes text mode, in which files that differ in their line ends are one',
      sq: 'takes text mode, in which files that differ in their line ends are one',
    },
    make: signedWith('ed25519', '--textmode'),
  },
  {
    group,
    name: '`--digest-algo SHA1`',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default' },
    make: signedWith('rsa3072', '--digest-algo', 'SHA1'),
  },
  {
    group,
    name: '`--sig-notation`',
    right: ['ok'],
    make: signedWith('ed25519', '--sig-notation', 'a@acme.example=b'),
  },
  {
    group,
    name: '`--sig-notation` with `!`: critical',
    right: ['TC3117'],
    make: signedWith('ed25519', '--sig-notation', '!a@acme.example=b'),
  },
  {
    group,
    name: '`--sig-policy-url` with `!`: critical',
    right: ['ok'],
    make: signedWith('ed25519', '--sig-policy-url', '!https://acme.example/'),
  },
  {
    group,
    name: '`--default-sig-expire`',
    right: ['ok'],
    make: signedWith('ed25519', '--default-sig-expire', '1y'),
  },
  {
    group,
    name: 'signing subkey',
    right: ['ok'],
    make: byGpg((gpg) => {
      const primary = gpg.make(DANA, 'ed25519', 'cert')
      gpg.run('--quick-add-key', primary, 'ed25519', 'sign')
      return { keys: [gpg.run('--export')], signature: gpg.sign() }
    }),
  },
  {
    group,
    name: 'signatures by two people in one file',
    right: ['ok', 'ok'],
    make: byGpg((gpg) => {
      const people = [DANA, KIM].map((owner) => gpg.make(owner, 'ed25519', 'sign'))
      const keys = people.map((fingerprint) => gpg.run('--export', fingerprint))
      return { keys, signature: gpg.sign(...people.flatMap((each) => ['--local-user', each])) }
    }),
  },
  {
    group,
    name: 'revoked by the certificate that gpg lays ready',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: byGpg((gpg) => {
      gpg.make(DANA, 'ed25519', 'sign')
      const signature = gpg.sign()
      revoke(gpg)
      return { keys: [gpg.run('--export')], signature }
    }),
  },
  {
    group,
    name: '`--clearsign`, its text beside it',
    right: ['TC3116'],
    make: byGpg((gpg) => {
      gpg.make(DANA, 'ed25519', 'sign')
      const signature = gpg.run('--output', '-', '--clearsign', join(gpg.home, 'file'))
      return { keys: [gpg.run('--export')], signature }
    }),
  },
  {
    group,
    name: '`--sign`: content and signature in one',
    right: ['TC3110'],
    make: byGpg((gpg) => {
      gpg.make(DANA, 'ed25519', 'sign')
      const signature = gpg.run('--output', '-', '--sign', join(gpg.home, 'file'))
      return { keys: [gpg.run('--export')], signature }
    }),
  },
  {
    group,
    name: '`--export-options export-minimal`',
    right: ['ok'],
    make: byGpg((gpg) => {
      gpg.make(DANA, 'ed25519', 'sign')
      const keys = [gpg.run('--export-options', 'export-minimal', '--export')]
      return { keys, signature: gpg.sign() }
    }),
  },
]

/** Sequoia's own key, with a subkey that signs; `alter` may change key or signature on the way. */
function withSq(use: (folder: string, sq: (...args: readonly string[]) => Buffer) => CaseFiles): CaseFiles {
  return inScratch((folder) => {
    writeFileSync(join(folder, 'file'), BYTES)
    const sq = (...args: readonly string[]) =>
      execFileSync('sq', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    sq('key', 'generate', '--userid', DANA, '--export', 'key.pgp', '--rev-cert', 'revocation.pgp')
    return use(folder, sq)
  })
}

const certificateOf = (sq: (...args: readonly string[]) => Buffer): Buffer =>
  sq('key', 'extract-cert', '--binary', 'key.pgp')

const sqCases = (group: string): readonly OpenPgpCase[] => [
  {
    group,
    name: 'a new key signs by its subkey',
    right: ['ok'],
    make: () =>
      withSq((_, sq) => ({
        keys: [certificateOf(sq)],
        signature: sq('sign', '--detached', '--signer-key', 'key.pgp', 'file'),
      })),
  },
  {
    group,
    name: 'notation, critical',
    right: ['TC3117'],
    make: () =>
      withSq((_, sq) => ({
        keys: [certificateOf(sq)],
        signature: sq(
          'sign',
          '--detached',
          '--signer-key',
          'key.pgp',
          '--notation',
          '!a@acme.example',
          'b',
          'file',
        ),
      })),
  },
  {
    group,
    name: 'revoked by the certificate that sq lays ready',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () =>
      withSq((folder, sq) => {
        const signature = sq('sign', '--detached', '--signer-key', 'key.pgp', 'file')
        const revocation = execFileSync('sq', ['dearmor', 'revocation.pgp'], { cwd: folder })
        return { keys: [Buffer.concat([certificateOf(sq), revocation])], signature }
      }),
  },
  {
    group,
    name: 'signed message rather than a detached signature',
    right: ['TC3110'],
    make: () =>
      withSq((_, sq) => ({
        keys: [certificateOf(sq)],
        signature: sq('sign', '--signer-key', 'key.pgp', 'file'),
      })),
  },
]

export const TOOL_CASES: readonly OpenPgpCase[] = [...gpgCases('made by gpg'), ...sqCases('made by sq')]
