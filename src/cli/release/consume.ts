import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { homePaths } from '../../client/index.ts'
import type { Layers } from '../../policy/index.ts'
import type { Consume, ConsumerQuestion, ConsumerVerdict, TrustedKey } from '../../publish/release/index.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText, sourcesOf } from '../configured.ts'
import { judgeAll, type JudgedFile } from '../judging/index.ts'
import { unusablePolicy } from '../policy-problems.ts'

/** What the consumer calls the signer's Sigstore instance. */
const INSTANCE = 'instance'

/** A consumer with this program, in a home of its own: nothing of the person's own configuration speaks for the files. */
export function consumerOf(cli: Cli): Consume {
  return async (question) => {
    const root = await mkdtemp(join(tmpdir(), 'pip-trust-consumer-'))
    try {
      return await consume(question, root, cli)
    } finally {
      await rm(root, { recursive: true, force: true })
    }
  }
}

async function consume(
  { files, artifacts, keyring, keys, trustedRoot, policy }: ConsumerQuestion,
  root: string,
  cli: Cli,
): Promise<readonly ConsumerVerdict[]> {
  const folder = join(root, 'files')
  await mkdir(folder)
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes)
  const env = { ...cli.env, PIP_TRUST_HOME: join(root, 'home') }
  const own: Cli = { ...cli, env, paths: homePaths(env), cwd: folder }
  for (const key of keys) await importKey(keyring, key, own)
  if (trustedRoot !== null) await sourcesOf(own).addRoot(INSTANCE, { kind: 'file', trustedRoot })
  const layers = await layersOf(policy, own)
  const judged = await judgeAll(own, artifacts, { evidence: [], offline: true, layers })
  return judged.map(verdictOf)
}

/** As `trustctl keys import` does; of a certificate those above it are the consumer's CAs. */
async function importKey(keyring: string, { record, publicFile }: TrustedKey, cli: Cli): Promise<void> {
  const sources = sourcesOf(cli)
  if (record.kind === 'certificate') await sources.importAuthorities(keyring, withoutFirst(publicFile))
  else await sources.importKeys(keyring, publicFile, record.kind === 'openpgp' ? null : record.owner)
}

/** The first certificate of the chain is the signer's own, which is no CA's. */
function withoutFirst(chain: Uint8Array): Uint8Array {
  const END = '-----END CERTIFICATE-----'
  const text = Buffer.from(chain).toString('latin1')
  return Buffer.from(text.slice(text.indexOf(END) + END.length), 'latin1')
}

async function layersOf(text: string, cli: Cli): Promise<Layers> {
  const result = await parsePolicyText(cli, text, 'the policy of a consumer')
  if (result.ok) return [result.policy]
  throw unusablePolicy('the policy of a consumer', result.problems)
}

function verdictOf({ file, verdict, artifact }: JudgedFile): ConsumerVerdict {
  const { decision, code, reasons } = verdict
  const why = reasons.map(({ expected, found }) => `expected ${expected}, found ${found}`).join('; ')
  return {
    name: 'filename' in artifact ? artifact.filename : file,
    isLetIn: decision === 'allow',
    code,
    words: why === '' ? decision : `${decision}: ${why}`,
  }
}
