import { join } from 'node:path'
import { readFileBounded } from '../../../files/index.ts'
import type { DoctorWorld } from '../doctor-world.ts'
import { caution, good, type Finding } from './finding.ts'

const START_FILES = [
  '.profile',
  '.bash_profile',
  '.bashrc',
  '.bash_aliases',
  '.zshenv',
  '.zprofile',
  '.zshrc',
  '.config/fish/config.fish',
] as const
const MAX_START_BYTES = 512 * 1024
/** Aliases and functions of that name come before anything that PATH finds. */
const OTHER_PIP = /^\s*(?:alias\s+(?:-g\s+)?pip3?=|alias\s+pip3?\s|function\s+pip3?\b|pip3?\s*\(\s*\))/
const OWN_LINES = /trustctl['"]?\s+shellenv|\/shims\/pip/

type Surroundings = Pick<DoctorWorld, 'env' | 'home'>

/** What else decides which pip a person gets, and from where it takes its files. No value that may hold a secret is told. */
export async function lookAtSurroundings(world: Surroundings): Promise<readonly Finding[]> {
  return [...(await startFiles(world)), ...variables(world)]
}

async function startFiles({ home }: Surroundings): Promise<readonly Finding[]> {
  const found = await Promise.all(
    START_FILES.map(async (name) => {
      const path = join(home, name)
      const lines = (await textOf(path)).split('\n')
      const at = lines.findIndex((line) => OTHER_PIP.test(line) && !OWN_LINES.test(line))
      return { path, line: at + 1, isOurs: lines.some((line) => !/^\s*#/.test(line) && OWN_LINES.test(line)) }
    }),
  )
  const others = found.filter(({ line }) => line > 0)
  const ours = found.filter(({ isOurs }) => isOurs)
  return [
    ...others.map(({ path, line }) =>
      caution(
        'start-file',
        `\`${path}:${line}\` makes \`pip\` something else, which comes before PATH`,
        `sed -n ${line}p '${path}'`,
      ),
    ),
    ...ours.map(({ path }) =>
      good('shell-function', `\`${path}\` makes \`pip\` the guarded one in new shells`),
    ),
  ]
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFileBounded(path, { maxBytes: MAX_START_BYTES }).catch(() => null)
  return bytes === null ? '' : Buffer.from(bytes).toString('utf8')
}

const INDEXES = [
  'PIP_INDEX_URL',
  'PIP_EXTRA_INDEX_URL',
  'PIP_FIND_LINKS',
  'UV_INDEX_URL',
  'UV_EXTRA_INDEX_URL',
]
const PROXIES = [
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'PIP_PROXY',
]
const CREDENTIALS = /:\/\/[^\s/@]*@/

function variables({ env }: Surroundings): readonly Finding[] {
  const value = (name: string): string => env[name] ?? ''
  const secret = INDEXES.filter((name) => CREDENTIALS.test(value(name)))
  const proxies = PROXIES.filter((name) => value(name) !== '')
  return [
    ...(value('PIP_CONFIG_FILE') === ''
      ? []
      : [
          caution(
            'PIP_CONFIG_FILE',
            'it is set: pip then leaves your own pip.conf aside, with the guard in it',
            'unset PIP_CONFIG_FILE',
          ),
        ]),
    ...secret.map((name) =>
      caution(
        name,
        'it holds credentials, which every program that you start can read: expected them in ~/.netrc or a keyring',
      ),
    ),
    ...proxies.map((name) => good(name, 'it is set, and honoured as the way to the index')),
    ...(env['PIP_PROXY'] === ''
      ? [
          caution(
            'PIP_PROXY',
            'it is empty, which takes the guard’s proxy from pips that have no witness',
            'unset PIP_PROXY',
          ),
        ]
      : []),
  ]
}
