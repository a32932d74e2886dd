import assert from 'node:assert'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { told, type GuardedScene } from '../guard/guarded-scene.ts'
import { startIndex } from '../../world/index/index.ts'
import type { Fetcher, FetcherName } from './fetchers.ts'

/** What became of the tampered package. */
export type Outcome =
  /** The daemon's verdict refused it, and the good one was installed. */
  | 'refused'
  /** The good one, which was judged when it came, was installed; nothing tampered was tried. */
  | 'installs what was judged'
  /** The tool itself refused it, before anybody else could. */
  | 'refused by the tool'
  /** The tool could fetch nothing past the guard. */
  | 'fetches nothing'
  /** The tool can’t read such an address at all. */
  | 'not known to the tool'
  /** It was installed. */
  | 'NOT COVERED'

/** One way on which a package reaches a tool. */
export interface Channel {
  readonly name: string
  readonly expected: Readonly<Record<FetcherName, Outcome>>
  readonly attempt: (fetcher: Fetcher, scene: GuardedScene) => Promise<Outcome>
}

const everywhere = (outcome: Outcome): Channel['expected'] => ({ uv: outcome, poetry: outcome, pdm: outcome })

/** In this order: the first is tried before the tool is protected, and what it leaves is the second's. */
export const CHANNELS: readonly Channel[] = [
  {
    name: 'https index, before `protect`',
    expected: everywhere('NOT COVERED'),
    attempt: async (fetcher, scene) => {
      await fetcher.project('omega')
      await must(fetcher.sync(ownCertificate(scene)))
      return 'NOT COVERED'
    },
  },
  {
    name: 'the tool’s own cache and lock file from before `protect`',
    expected: everywhere('refused'),
    attempt: async (fetcher, scene) => {
      await scene.protect(fetcher.name)
      await fetcher.forget({ lock: false })
      return outcomeOf(fetcher)
    },
  },
  {
    name: 'https index',
    expected: everywhere('refused'),
    attempt: (fetcher) => bothFrom(fetcher, (name) => name),
  },
  {
    name: 'http index',
    expected: everywhere('refused'),
    attempt: async (fetcher, scene) => {
      const index = await startIndex(scene.site)
      try {
        return await bothFrom(fetcher, (name) => name, index.indexUrl)
      } finally {
        await index.close()
      }
    },
  },
  {
    name: 'direct URL',
    expected: everywhere('refused'),
    attempt: (fetcher, scene) =>
      bothFrom(fetcher, (name) => `${name} @ ${scene.index.base}/files/${name}-1.0-py3-none-any.whl`),
  },
  {
    name: 'the guard’s cache, with no index',
    expected: everywhere('installs what was judged'),
    attempt: async (fetcher, scene) => {
      await goodFrom(fetcher, 'alpha')
      await fetcher.forget({ lock: false })
      scene.index.replace({ ...scene.site, projects: [] })
      try {
        await must(fetcher.sync())
        assert.deepStrictEqual(await fetcher.installed(), ['alpha.py'])
        return 'installs what was judged'
      } finally {
        scene.index.replace(scene.site)
      }
    },
  },
  {
    name: 'lock file with the digest of other bytes',
    expected: everywhere('refused by the tool'),
    attempt: async (fetcher) => {
      await goodFrom(fetcher, 'alpha')
      await fetcher.forget({ lock: false })
      const text = await readFile(fetcher.lockFile, 'utf8')
      const other = text.replaceAll(/sha256:[0-9a-f]{64}/g, `sha256:${'0'.repeat(64)}`)
      assert.notStrictEqual(other, text)
      await writeFile(fetcher.lockFile, other)
      return outcomeOf(fetcher)
    },
  },
  {
    name: 'the tool’s program, past the front, with an empty cache',
    expected: { uv: 'fetches nothing', poetry: 'NOT COVERED', pdm: 'fetches nothing' },
    attempt: async (fetcher, scene) => {
      await fetcher.forget({ lock: true })
      await fetcher.project('omega')
      await rm(join(scene.home.root, 'home/.cache'), { recursive: true, force: true })
      const result = await fetcher.bare(fetcher.words, ownCertificate(scene))
      if (result.code === 0) return 'NOT COVERED'
      assert.deepStrictEqual(await fetcher.installed(), [])
      return told(result).includes('TC2111') ? 'refused' : 'fetches nothing'
    },
  },
  {
    name: 'local file',
    expected: everywhere('NOT COVERED'),
    attempt: async (fetcher, scene) => {
      const omega = scene.site.projects
        .flatMap(({ files }) => files)
        .find(({ filename }) => filename.startsWith('omega'))
      assert.ok(omega !== undefined)
      const path = join(scene.home.root, omega.filename)
      await writeFile(path, omega.bytes)
      return throughFrom(fetcher, `omega @ file://${path}`)
    },
  },
  {
    name: 'git repository on this machine',
    expected: { uv: 'NOT COVERED', poetry: 'NOT COVERED', pdm: 'not known to the tool' },
    attempt: async (fetcher, scene) => {
      const wanted = `omega @ git+file://${await repository(scene)}`
      if (fetcher.name !== 'pdm') return throughFrom(fetcher, wanted)
      await fetcher.forget({ lock: true })
      await fetcher.project(wanted)
      // pdm hands git the address as `file:/PATH`, which git takes for a host.
      const result = await fetcher.sync()
      assert.match(told(result), /resolve hostname file/)
      return 'not known to the tool'
    },
  },
]

async function bothFrom(fetcher: Fetcher, wish: (name: string) => string, index?: string): Promise<Outcome> {
  await fetcher.forget({ lock: true })
  await fetcher.project(wish('omega'), index)
  const outcome = await outcomeOf(fetcher)
  await goodFrom(fetcher, wish('alpha'), index)
  return outcome
}

async function goodFrom(fetcher: Fetcher, wanted: string, index?: string): Promise<void> {
  await fetcher.forget({ lock: true })
  await fetcher.project(wanted, index)
  await must(fetcher.sync())
  assert.deepStrictEqual(await fetcher.installed(), ['alpha.py'])
}

async function outcomeOf(fetcher: Fetcher): Promise<Outcome> {
  const result = await fetcher.sync()
  if (result.code === 0) return 'NOT COVERED'
  assert.deepStrictEqual(await fetcher.installed(), [], told(result))
  if (told(result).includes('TC2111')) return 'refused'
  assert.match(told(result), /hash|digest|mismatch|checksum/i)
  return 'refused by the tool'
}

async function throughFrom(fetcher: Fetcher, wanted: string): Promise<Outcome> {
  await fetcher.forget({ lock: true })
  await fetcher.project(wanted)
  await must(fetcher.sync())
  assert.deepStrictEqual(await fetcher.installed(), ['omega.py'])
  return 'NOT COVERED'
}

/** A project whose build back-end lies in it: nothing else has to be fetched. */
async function repository({ home, run }: GuardedScene): Promise<string> {
  const folder = join(home.root, 'omega.git')
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder)
  await writeFile(
    join(folder, 'pyproject.toml'),
    '[project]\nname = "omega"\nversion = "1.0"\n[build-system]\nrequires = []\nbuild-backend = "back"\nbackend-path = ["."]\n',
  )
  await writeFile(join(folder, 'back.py'), BACK_END)
  const git = ['-C', folder, '-c', 'user.name=world', '-c', 'user.email=world@world.invalid']
  for (const words of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-q', '-m', 'one'],
  ])
    await must(run('git', [...git, ...words]))
  return folder
}

const BACK_END = `import zipfile
def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = 'omega-1.0-py3-none-any.whl'
    info = 'omega-1.0.dist-info/'
    with zipfile.ZipFile(folder + '/' + name, 'w') as wheel:
        wheel.writestr('omega.py', '')
        wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: omega\\nVersion: 1.0\\n')
        wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: world\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
        wheel.writestr(info + 'RECORD', 'omega.py,,\\n%sMETADATA,,\\n%sWHEEL,,\\n%sRECORD,,\\n' % (info, info, info))
    return name
`

/** The index's authority, as somebody has it who is not guarded. */
const ownCertificate = ({ caFile }: GuardedScene): Readonly<Record<string, string>> => ({
  SSL_CERT_FILE: caFile,
  REQUESTS_CA_BUNDLE: caFile,
})

async function must(running: ReturnType<Fetcher['sync']>): Promise<void> {
  const result = await running
  assert.strictEqual(result.code, 0, told(result))
}
