/** A release from nothing: a clean clone, one command, and pip that takes what came of it and nothing else. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { canonicalWheel } from '../../src/publish/canonical/index.ts'
import { plantProject } from '../publish/build/planted-project.ts'
import { openScene, story } from './harness/index.ts'
import { inheritedEnvironment, mustRun, runCommand, type CommandResult } from './harness/run-command.ts'
import { TRUSTCTL } from './harness/product.ts'

const WHEEL = 'acme_pay-1.0-py3-none-any.whl'
const PASSPHRASE = 'correct horse battery'

/** As strict as the preset, and what the consumer was told of the publisher. */
const POLICY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: consumer, version: 1 }
extends: [preset:strict]
identities: { acme: { kind: keyring, keyring: acme } }
rebuilders: { acme: { keyring: acme } }
requirements:
  published: { attestation: { by: [acme], predicate: [publish] } }
  built: { attestation: { by: [acme], predicate: [slsa-provenance] } }
  rebuilt: { rebuild: { atLeast: 1, of: [acme] } }
rules: [{ id: ours, match: { project: ["acme-*"] }, require: [published, built, rebuilt], onMissing: block, onUnavailable: block }]
`

test.serial(
  'what one command releases from a clean clone, pip installs; other bytes of the same name it refuses',
  async (t) => {
    const planted = await plantProject(t)
    const clone = join(planted.folder, 'clone')
    await mustRun('git', ['clone', '--quiet', planted.project, clone], {
      env: inheritedEnvironment(),
      cwd: planted.folder,
    })
    const env = {
      ...inheritedEnvironment(),
      PIP_TRUST_HOME: join(planted.folder, 'publisher'),
      PIP_TRUST_KEY_PASSPHRASE: PASSPHRASE,
    }
    const publisher = (...args: readonly string[]) =>
      runCommand(TRUSTCTL[0], [TRUSTCTL[1], ...args], { env, cwd: clone, timeoutMs: 300_000 })
    const made = await publisher(
      'keys',
      'new',
      '--holder',
      'dana',
      '--owner',
      'Dana <dana@acme.example>',
      '--kind',
      'plain',
      '--json',
      ...['release', 'rebuild', 'sbom'].flatMap((purpose) => ['--purpose', purpose]),
    )
    t.is(made.code, 0, told(made))
    const released = await publisher('release')
    t.is(released.code, 0, told(released))
    const folder = join(clone, 'release')
    t.true((await readdir(folder)).includes(`${WHEEL}.slsa.attestation`))

    const naked = await publisher(
      'drill',
      'naked-build',
      join(folder, 'acme_pay-1.0.buildinfo.json'),
      '--json',
    )
    t.is(naked.code, 0, told(naked))

    const { home, pip, installed } = await openScene(t, { site: {} })
    const keys = join(planted.folder, 'publisher/config/signing')
    const publicFile = (await readdir(keys)).find((name) => name.endsWith('.pem')) ?? ''
    const imported = ['keys', 'import', join(keys, publicFile), '--keyring', 'acme']
    t.is((await home.trustctl([...imported, '--owner', 'Dana <dana@acme.example>'])).code, 0)
    t.is((await home.trustctl(['evidence', 'add', folder])).code, 0)
    await home.writePolicy(POLICY)
    const altered = join(planted.folder, 'altered')
    await mkdir(altered)
    const bytes = await canonicalWheel(await readFile(join(folder, WHEEL)), { epochSeconds: 1_700_000_100 })
    await writeFile(join(altered, WHEEL), bytes)
    const install = (from: string) => ['install', '--no-index', '--find-links', from, 'acme-pay']
    const refused = await pip(install(altered))
    t.deepEqual(refused.codes, ['TC2111'], story(refused))
    t.not(refused.code, 0)
    t.deepEqual(await installed(), [])
    const good = await pip(install(folder))
    t.is(good.code, 0, story(good))
    t.deepEqual(await installed(), ['acme_pay-1.0'])
  },
)

function told({ code, stdout, stderr }: CommandResult): string {
  return `exit ${code}\n${stdout}\n${stderr}`
}
