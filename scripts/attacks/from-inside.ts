import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { endParts, pidOf } from '../../test/e2e/harness/index.ts'
import type { Attack } from './attack.ts'
import { check, writeTree } from './room.ts'

const MODULES = ['sitecustomize', 'usercustomize', 'logging', 'socket', 'json', 'pip', 'pip_trust_witness']

const SESSIONS = 300

/** Asks everything that a build could ask of the interceptor with what it finds; what came of it goes into a file. */
const ASKING = `import json, os, socket, sys
found = {'environment': sorted(name for name in os.environ if name in ('PIP_TRUST_RUN', 'PIP_TRUST_SOCKET'))}
def ask(line, body, token):
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(os.environ['WORLD_SOCKET'])
    text = json.dumps(body)
    head = '%s HTTP/1.1\\r\\nHost: x\\r\\nAuthorization: Bearer %s\\r\\nContent-Length: %d\\r\\n\\r\\n' % (line, token, len(text))
    connection.sendall((head + text).encode())
    return connection.recv(65536).decode().split('\\r\\n')[0]
for call in ('judge', 'event', 'close', 'hello'):
    found[call] = ask('POST /v1/runs/' + call, {'v': 1, 'pid': 1, 'exitCode': 0, 'role': 'main'}, 'x' * 43)
with open(os.environ['WORLD_FOUND'], 'w') as file:
    json.dump(found, file)
raise SystemExit(7)
`

export const FROM_INSIDE: readonly Attack[] = [
  {
    name: `${MODULES.map((name) => `\`${name}\``).join(', ')} planted in the folder where pip is called`,
    by: 'the project’s folder',
    play: async (room) => {
      const { work, root } = room.scene.home
      const mark = join(root, 'imported')
      const code = `open(${JSON.stringify(mark)}, 'a').write(__name__ + '\\n')\n`
      for (const name of MODULES) {
        await mkdir(join(work, name))
        await writeFile(join(work, name, '__init__.py'), code)
        await writeFile(join(work, `${name}.py`), code)
      }
      const codes = await room.guards()
      check(!existsSync(mark), `imported: ${existsSync(mark) ? await readFile(mark, 'utf8') : ''}`)
      return `none of them is imported; the tampered package is refused (${codes.join(', ')})`
    },
  },
  {
    name: '`NODE_OPTIONS`, `NODE_TLS_REJECT_UNAUTHORIZED`, `LD_PRELOAD`, … in the environment of the pip that starts the parts',
    by: 'the project’s `.env`',
    play: async (room) => {
      const { root, trustHome } = room.scene.home
      const mark = join(root, 'loaded')
      const evil = join(root, 'evil.cjs')
      await writeFile(
        evil,
        `require('node:fs').appendFileSync(${JSON.stringify(mark)}, process.argv[1] + '\\n')\n`,
      )
      const env = {
        NODE_OPTIONS: `--require ${evil}`,
        NODE_PATH: root,
        NODE_EXTRA_CA_CERTS: room.scene.caFile,
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_COMPILE_CACHE: root,
        SSLKEYLOGFILE: join(root, 'keys'),
      }
      await endParts(trustHome)
      const { code, codes } = await room.scene.pip(['install', 'beta'], { env })
      check(code === 1 && codes.length > 0, 'it was not refused')
      check(!existsSync(mark), 'the planted code was loaded')
      return `the parts start without them; the tampered package is refused (${codes.join(', ')})`
    },
  },
  {
    name: 'speak to the interceptor’s socket with what the environment gives: judge, record, close, greet',
    by: 'code that is built',
    play: async (room) => {
      const found = join(room.scene.home.root, 'found.json')
      const tree = await writeTree(room, ASKING)
      const env = { WORLD_SOCKET: room.scene.home.paths.shimSocket, WORLD_FOUND: found }
      const { report } = await room.scene.pip(['install', tree], { env })
      const seen = JSON.parse(await readFile(found, 'utf8'))
      check(seen.environment.length === 0, `it has a token: ${JSON.stringify(seen)}`)
      for (const call of ['judge', 'event', 'close', 'hello'])
        check(String(seen[call]).includes(' 401 '), `${call}: ${seen[call]}`)
      check(report?.events.some(({ type }) => type === 'build-started') ?? false, 'no build was recorded')
      await endParts(room.scene.home.trustHome).catch(() => null)
      return '401 each time, no token in its environment; the run’s report tells of the build'
    },
  },
  {
    name: `hold ${SESSIONS} sessions with the daemon: frames of 2 GiB, frames without a mask, messages of 3 MiB and without an end, no word at all`,
    by: 'another process of the user',
    play: async (room) => {
      const { paths, trustHome } = room.scene.home
      await room.guards()
      const before = pidOf('daemon', trustHome)
      const holding = await room.own.hold('frames', paths.daemonSocket, String(SESSIONS))
      const codes = await room.guards()
      const cut = Number(/"cut":(\d+)/.exec(JSON.stringify(await holding.end()))?.[1])
      check(pidOf('daemon', trustHome) === before, 'the daemon is another one')
      check(cut >= SESSIONS / 5, `${cut} of ${SESSIONS} sessions were cut`)
      return `what breaks a limit is cut, the daemon goes on, and installs go on and refuse what is tampered with (${codes.join(', ')})`
    },
  },
  {
    name: '`PYTHONHOME`, and `PYTHONPATH` with a `pip_trust_witness`, a `sitecustomize` and modules of its name in it',
    by: 'the project’s `.env`',
    play: async (room) => {
      const { root, trustHome } = room.scene.home
      const planted = join(root, 'planted')
      const mark = join(root, 'imported')
      const code = `open(${JSON.stringify(mark)}, 'a').write(__name__ + '\\n')\n`
      await mkdir(join(planted, 'pip_trust_witness'), { recursive: true })
      for (const name of ['pip_trust_witness/__init__', 'witness', 'channel', 'archives'])
        await writeFile(join(planted, `${name}.py`), code)
      await writeFile(join(planted, 'sitecustomize.py'), '')
      await endParts(trustHome)
      const away = await room.scene.pip(['install', 'beta'], { env: { PYTHONHOME: planted } })
      check(away.code !== 0 && !(await room.scene.installed()).includes('beta'), 'PYTHONHOME let it in')
      const env = { PYTHONPATH: planted }
      const { code: ended, codes } = await room.scene.pip(['install', 'beta'], { env })
      check(ended === 1 && codes.length > 0, 'it was not refused')
      check(!existsSync(mark), `imported: ${existsSync(mark) ? await readFile(mark, 'utf8') : ''}`)
      return `without its own library no Python starts, and nothing is installed; the witness is our own, and refuses (${codes.join(', ')}). Other code that \`PYTHONPATH\` names is run by every Python: SECURITY.md`
    },
  },
]
