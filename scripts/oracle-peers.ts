import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { existsSync } from 'node:fs'
import * as v from 'valibot'
import type { GoodBundle } from '../test/verify/mutations/good-bundles.ts'
import { oracleOf } from '../test/verify/mutations/javascript-oracle.ts'
import { askGoOracles, findGoOracles, pinnedVersion } from './go-oracles.ts'
import { askOraclePython, findOraclePython } from './oracle-python.ts'

/** What every oracle is asked: whether bytes verify as evidence about an artifact under a trusted root, whoever signed. */
export interface PeerQuestion {
  readonly kind: GoodBundle['kind']
  readonly bytes: Buffer
  /** A path, or `sha256:` or `sha512:` and hex digits. */
  readonly artifact: string
  /** A path of a trusted root. */
  readonly root: string
  readonly signs: 'statement' | 'message'
  /** Who says when it was signed, in the bundle as it was made. */
  readonly time: 'promise' | 'stamp'
}

export interface Peer {
  readonly name: string
  readonly version: string
  /** False where it has no way to answer, whatever it is shown. */
  readonly knows: (question: PeerQuestion) => boolean
  /** `ok`, or the words of a refusal, of each in order. */
  readonly ask: (questions: readonly PeerQuestion[]) => Promise<readonly string[]>
}

const isBundle = ({ kind }: PeerQuestion): boolean => kind === 'sigstore-bundle'
const isFile = ({ artifact }: PeerQuestion): boolean => !artifact.startsWith('sha')
const keyBeside = ({ root }: PeerQuestion): string | null => {
  const path = join(dirname(root), 'key.pub')
  return existsSync(path) ? path : null
}

function javascriptPeer(): Peer {
  const { version } = v.parse(
    v.object({ version: v.string() }),
    createRequire(import.meta.url)('@sigstore/verify/package.json'),
  )
  const known = new Map<string, (bytes: Uint8Array) => string>()
  const judge = ({ artifact, root, bytes, signs }: PeerQuestion): string => {
    const key = `${artifact} ${root}`
    // It leaves it to its callers to hold a statement's subjects against a file.
    const file = signs === 'statement' ? root : artifact
    const oracle = known.get(key) ?? oracleOf({ files: { artifact: file, root, instance: 'own' } })
    known.set(key, oracle)
    return oracle(bytes)
  }
  return {
    name: '@sigstore/verify',
    version,
    knows: (question) => isBundle(question) && (isFile(question) || question.signs === 'statement'),
    ask: (questions) => Promise.resolve(questions.map(judge)),
  }
}

async function pythonPeers(python: string): Promise<readonly Peer[]> {
  const versions = (await askOraclePython(python, [{ versions: true }])).map(String)
  const [sigstore = '', attestations = ''] = (versions[0] ?? '').split(' ')
  const ask = async (questions: readonly PeerQuestion[]) => {
    const asked = questions.map((question) => ({ ...question, bytes: question.bytes.toString('base64') }))
    return (await askOraclePython(python, asked)).map(String)
  }
  return [
    {
      name: 'sigstore-python',
      version: sigstore,
      // It has no verification by a bare key.
      knows: (question) => isBundle(question) && keyBeside(question) === null,
      ask,
    },
    { name: 'pypi-attestations', version: attestations, knows: (question) => !isBundle(question), ask },
  ]
}

function goPeers(program: string): readonly Peer[] {
  const peer = (name: string, module: string): Peer => ({
    name,
    version: pinnedVersion(module),
    knows: isBundle,
    ask: (questions) =>
      askGoOracles(
        program,
        questions.map((question) => ({
          oracle: name,
          bytes: question.bytes.toString('base64'),
          artifact: question.artifact,
          root: question.root,
          key: keyBeside(question) ?? '',
          attestation: question.signs === 'statement',
          stamped: question.time === 'stamp',
        })),
      ),
  })
  return [
    peer('sigstore-go', 'github.com/sigstore/sigstore-go'),
    peer('cosign', 'github.com/sigstore/cosign/v3'),
  ]
}

/** All oracles that can be had here; what is missing is said on stderr. */
export async function findPeers(python: string | undefined): Promise<readonly Peer[]> {
  const [interpreter, program] = [python ?? findOraclePython(), findGoOracles()]
  return [
    javascriptPeer(),
    ...(interpreter === null ? [] : await pythonPeers(interpreter)),
    ...(program === null ? [] : goPeers(program)),
  ]
}
