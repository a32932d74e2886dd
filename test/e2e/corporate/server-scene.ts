import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeWheel, type Distribution, type Site } from '../../world/index/index.ts'
import type { Signer } from '../../world/openpgp/index.ts'
import type { GuardedResult, Scene } from '../harness/index.ts'
import { served, story } from '../harness/index.ts'

export const beta = makeWheel({ project: 'beta', version: '1.0' })
/** A name of the company's, and what strangers offer under it. */
export const ours = makeWheel({ project: 'acme-pay', version: '1.0' })
export const theirs = makeWheel({ project: 'acme-pay', version: '9.9' })
export const other = makeWheel({ project: 'other', version: '1.0' })

/** The public index, with a higher version of the company's name. */
export const PUBLIC: Partial<Site> = {
  projects: [
    { name: 'acme-pay', files: [served(theirs)] },
    { name: 'other', files: [served(other)] },
  ],
}

/** The user asks for a signature of the keyring `acme` for these projects. */
export const signedPolicy = (...projects: readonly string[]): string => `apiVersion: trustctl/v1
kind: Policy
metadata: { name: keyed, version: 1 }
extends: [preset:balanced]
identities: { acme: { kind: keyring, keyring: acme } }
requirements: { keyed: { signature: { by: [acme] } } }
rules: [{ id: keyed, match: { project: [${projects.join(', ')}] }, require: [keyed], onMissing: block, onUnavailable: block }]
`

/** The policy knows a private index. */
export const privatePolicy = (url: string): string => `apiVersion: trustctl/v1
kind: Policy
metadata: { name: corporate, version: 1 }
extends: [preset:balanced]
indexes:
  corp: { url: "${url}", private: true }
`

/** A distribution as its maintainer has it on disk, with a signature beside it over `over` where there is a signer; gives their paths. */
export async function onDisk(
  { home }: Scene,
  { filename, bytes }: Distribution,
  signer?: Signer,
  over: Distribution = { filename, bytes, metadata: Buffer.alloc(0) },
): Promise<readonly string[]> {
  const folder = join(home.root, 'maintainer')
  await mkdir(folder, { recursive: true })
  const path = join(folder, filename)
  await writeFile(path, bytes)
  if (signer === undefined) return [path]
  await writeFile(`${path}.asc`, await signer.sign(over.bytes))
  return [path, `${path}.asc`]
}

/** Imports a signer's key into the keyring `acme`. */
export async function trustSigner({ home }: Scene, { publicKey }: Signer): Promise<void> {
  const file = join(home.work, 'acme.asc')
  await writeFile(file, publicKey)
  mustDo(await home.trustctl(['keys', 'import', file, '--keyring', 'acme']))
}

/** Has evidence looked for at a place too. */
export async function lookAt({ home }: Scene, place: string): Promise<void> {
  mustDo(await home.trustctl(['evidence', 'add', place]))
}

function mustDo({ code, stdout, stderr }: Awaited<ReturnType<Scene['home']['trustctl']>>): void {
  if (code !== 0) throw new Error(`trustctl ended with ${code}\n${stdout}${stderr}`)
}

/** Null where these and nothing else are installed, and nothing was refused. */
export async function holds(
  scene: Scene,
  result: GuardedResult,
  ...names: readonly string[]
): Promise<string | null> {
  const installed = await scene.installed()
  const isSo = result.code === 0 && result.report?.counts.refused === 0 && installed.join() === names.join()
  return isSo ? null : `expected ${names.join()}, found ${installed.join()}\n${story(result)}`
}

/** Null where the run was refused with this code, and nothing but what was there before is installed. */
export async function refuses(
  scene: Scene,
  result: GuardedResult,
  code: string,
  ...names: readonly string[]
): Promise<string | null> {
  const installed = await scene.installed()
  const isSo =
    result.code !== 0 && result.codes.some((found) => found === code) && installed.join() === names.join()
  return isSo ? null : `expected ${code}, installed: ${installed.join()}\n${story(result)}`
}

/** Null where nobody asked the public index about the company's name. */
export function notAskedAt(scene: Scene): string | null {
  const asked = scene.index.requests().find(({ path }) => /acme[-_.]pay/i.test(path))
  return asked === undefined ? null : `the public index was asked for \`${asked.path}\``
}
