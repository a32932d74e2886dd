import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pair, Scene } from '../harness/index.ts'
import { type CorporateCase, inScene, NO_CERT, refusedWith, SITE, wentWell } from './corporate-case.ts'

interface Given {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

function authority(
  name: string,
  given: (scene: Scene) => Promise<Given>,
  {
    words = null,
    wanted,
  }: { readonly words?: RegExp | null; readonly wanted?: (pair: Pair) => boolean } = {},
): CorporateCase {
  return {
    topic: 'authorities',
    name,
    expect: words === null ? 'installed' : `refused: ${words.source}`,
    ...(wanted !== undefined && { wanted }),
    play: (pair) =>
      inScene(pair, { site: SITE }, async (scene) => {
        const { args = [], env = {} } = await given(scene)
        const result = await scene.pip(['install', ...args, 'alpha'], { env: { ...NO_CERT, ...env } })
        return words === null
          ? await wentWell(result, scene.venv)
          : await refusedWith(result, scene.venv, words)
      }),
  }
}

async function folderWith({ home, caFile }: Scene): Promise<string> {
  const folder = join(home.root, 'authorities')
  await mkdir(folder)
  await writeFile(join(folder, 'corp.pem'), await readFile(caFile))
  return folder
}

const isLater = ({ pip, python }: Pair): boolean =>
  pip !== '21.3.1' && pip !== '23.2.1' && python.minor !== '3.8'

export const AUTHORITY_CASES: readonly CorporateCase[] = [
  authority('`PIP_CERT`', async ({ caFile }) => ({ env: { PIP_CERT: caFile } })),
  authority('`--cert`', async ({ caFile }) => ({ args: ['--cert', caFile] })),
  authority('`--cert` that names a folder', async (scene) => ({ args: ['--cert', await folderWith(scene)] })),
  authority('pip.conf', async ({ caFile, home }) => {
    const file = join(home.root, 'pip.conf')
    await writeFile(file, `[global]\ncert = ${caFile}\n`)
    return { env: { PIP_CONFIG_FILE: file } }
  }),
  ...['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'SSL_CERT_FILE'].map((name) =>
    authority(`\`${name}\``, async ({ caFile }) => ({ env: { [name]: caFile } })),
  ),
  authority('`SSL_CERT_DIR`', async (scene) => ({ env: { SSL_CERT_DIR: await folderWith(scene) } })),
  authority(
    '`--use-feature=truststore`, `SSL_CERT_FILE`',
    async ({ caFile }) => ({ args: ['--use-feature=truststore'], env: { SSL_CERT_FILE: caFile } }),
    { wanted: isLater },
  ),
  authority(
    '`--use-deprecated=legacy-certs`, `--cert`',
    async ({ caFile }) => ({ args: ['--use-deprecated=legacy-certs', '--cert', caFile] }),
    { wanted: isLater },
  ),
  authority('nobody named it', async () => ({}), { words: /TC5007[^]*`World CA` vouches for it/ }),
  authority('nobody named it, `--trusted-host`', async () => ({ args: ['--trusted-host', 'localhost'] }), {
    words: /`--trusted-host` does not turn this off/,
  }),
  authority('a bundle that is not there', async () => ({ args: ['--cert', '/nowhere/ca.pem'] }), {
    words: /nowhere/,
  }),
]
