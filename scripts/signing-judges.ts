import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Form } from '../src/publish/sign/index.ts'
import { asBundle } from './attestation-bundle.ts'
import { askGoOracles, findGoOracles } from './go-oracles.ts'
import { askOraclePython, findOraclePython } from './oracle-python.ts'

/** Paths: `key` of a public key or a certificate, `root` of a trusted root. */
interface Asked {
  readonly file: string
  readonly signature: string
  readonly key: string
  readonly root: string
}

/** Another verifier. */
export interface Judge {
  readonly name: string
  /** Whether it accepts. */
  readonly ask: (asked: Asked) => Promise<boolean>
}

/** A Sigstore instance by its log. */
export interface Instance {
  readonly name: string
  /** The log says of no entry when it was made: a time stamp authority does. */
  readonly isStamped: boolean
}

/** The other verifiers that are there, by what they judge; `folder` is one for gpg's own files. */
export interface Judges {
  readonly openPgp: readonly Judge[]
  readonly minisign: readonly Judge[]
  readonly cms: readonly Judge[]
  readonly keyBundle: readonly Judge[]
  readonly keyless: (form: Form, instance: Instance) => readonly Judge[]
}

export function findJudges(folder: string): Judges {
  const ran = (program: string, args: readonly string[]): boolean => {
    const { status, error } = spawnSync(program, args, { env: { ...process.env, GNUPGHOME: folder } })
    if (error !== undefined) throw error
    return status === 0
  }
  const [go, python] = [findGoOracles(), findOraclePython()]
  const ring = join(folder, 'ring.gpg')
  const gpgv: Judge['ask'] = ({ file, signature, key }) => {
    ran('gpg', ['--batch', '--yes', '--dearmor', '-o', ring, key])
    return Promise.resolve(ran('gpgv', ['--keyring', ring, signature, file]))
  }
  const minisign: Judge['ask'] = ({ file, signature, key }) =>
    Promise.resolve(ran('minisign', ['-V', '-q', '-m', file, '-x', signature, '-p', key]))
  const openssl: Judge['ask'] = ({ file, signature, key }) => {
    const form = ['-inform', 'DER', '-in', signature, '-content', file, '-CAfile', key, '-purpose', 'any']
    return Promise.resolve(ran('openssl', ['cms', '-verify', '-binary', '-out', '/dev/null', ...form]))
  }
  return {
    openPgp: [{ name: 'gpgv', ask: gpgv }],
    minisign: [{ name: 'minisign', ask: minisign }],
    cms: [{ name: 'openssl', ask: openssl }],
    keyBundle: go === null ? [] : [cosignByKey(go)],
    keyless: (form, instance) => [
      // It reads no time stamps, and no bundles.
      ...(python === null || form === 'sigstore' || instance.isStamped ? [] : [pypiAttestations(python)]),
      ...(go === null || !(form === 'sigstore' || instance.isStamped) ? [] : [cosign(go, form, instance)]),
      ...(python === null || !(form === 'sigstore' || instance.isStamped)
        ? []
        : [sigstorePython(python, form)]),
    ],
  }
}

const base64 = (bytes: Buffer): string => bytes.toString('base64')

const cosignByKey = (go: string): Judge => ({
  name: 'cosign',
  ask: async ({ file, signature, key }) => {
    const bytes = base64(readFileSync(signature))
    return await isOk(askGoOracles(go, [{ oracle: 'cosign', bytes, artifact: file, root: '', key }]))
  },
})

const cosign = (go: string, form: Form, { isStamped: stamped }: Instance): Judge => ({
  name: 'cosign',
  ask: async ({ file, signature, root }) => {
    const bytes = base64(asBundle(readFileSync(signature), form))
    const attestation = form !== 'sigstore'
    const question = { oracle: 'cosign', bytes, artifact: file, root, attestation, stamped }
    return await isOk(askGoOracles(go, [question]))
  },
})

const sigstorePython = (python: string, form: Form): Judge => ({
  name: 'sigstore-python',
  ask: async ({ file, signature, root }) => {
    const bytes = base64(asBundle(readFileSync(signature), form))
    return await isOk(askOraclePython(python, [{ kind: 'sigstore-bundle', bytes, artifact: file, root }]))
  },
})

const pypiAttestations = (python: string): Judge => ({
  name: 'pypi-attestations',
  ask: async ({ file, signature, root }) => {
    const bytes = base64(readFileSync(signature))
    const question = { kind: 'pep740-attestation', bytes, artifact: file, root, ownRoot: root }
    return await isOk(askOraclePython(python, [question]))
  },
})

async function isOk(answers: Promise<readonly unknown[]>): Promise<boolean> {
  const [answer] = await answers
  return answer === 'ok'
}
