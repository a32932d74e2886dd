import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { environmentBill, type Bill } from '../../../src/publish/sbom/index.ts'

/** An environment of a test: what its folder holds, and a Python that answers for it. */
export interface FakeEnvironment {
  readonly root: string
  readonly site: string
  readonly write: (path: string, content: string) => void
  /** Installs a distribution of one module; headers are put behind name and version. */
  readonly install: (name: string, version: string, parts?: InstallParts) => void
  readonly bill: () => Promise<Bill>
}

export interface InstallParts {
  readonly headers?: readonly string[]
  readonly more?: Readonly<Record<string, string>>
  readonly record?: string | null
}

export const MARKERS = {
  os_name: 'posix',
  sys_platform: 'linux',
  platform_machine: 'x86_64',
  platform_python_implementation: 'CPython',
  platform_release: '6.1.0',
  platform_system: 'Linux',
  platform_version: '#1',
  python_version: '3.12',
  python_full_version: '3.12.4',
  implementation_name: 'cpython',
  implementation_version: '3.12.4',
}

export async function fakeEnvironment(): Promise<FakeEnvironment> {
  const root = await mkdtemp(join(tmpdir(), 'pip-trust-sbom-'))
  const site = join(root, 'lib', 'site')
  const write = (path: string, content: string): void => {
    const full = join(site, path)
    mkdirSync(dirname(full), { recursive: true })
    writeFileSync(full, content)
  }
  const answer = {
    executable: '/python',
    prefix: root,
    folders: [site, join(root, 'gone')],
    markers: MARKERS,
  }
  const run = async (): Promise<{ code: number; stdout: string; stderr: string }> => ({
    code: 0,
    stdout: `noise of a .pth\n${JSON.stringify(answer)}\n`,
    stderr: '',
  })
  return {
    root,
    site,
    write,
    install: (name, version, { headers = [], more = {}, record } = {}) => {
      const info = `${name}-${version}.dist-info`
      const files = {
        [`${name}.py`]: `${name} = 1\n`,
        [`${info}/METADATA`]: [
          'Metadata-Version: 2.4',
          `Name: ${name}`,
          `Version: ${version}`,
          ...headers,
          '',
          'text',
        ].join('\n'),
        ...Object.fromEntries(Object.entries(more).map(([path, content]) => [`${info}/${path}`, content])),
      }
      for (const [path, content] of Object.entries(files)) write(path, content)
      const lines = [...Object.entries(files).map(lineOf), `${info}/RECORD,,\n`].join('')
      if (record !== null) write(`${info}/RECORD`, record ?? lines)
    },
    bill: () => environmentBill('/python', 'venv', { run, env: {}, progress: () => {} }),
  }
}

function lineOf([path, content]: readonly [string, string]): string {
  return `${path},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}\n`
}
