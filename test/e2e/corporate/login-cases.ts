import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startIndex } from '../../world/index/index.ts'
import type { Pair, Scene } from '../harness/index.ts'
import {
  alpha,
  type CorporateCase,
  hasProviders,
  inScene,
  keptSecret,
  refusedWith,
  SITE,
  wentWell,
} from './corporate-case.ts'
import { served } from '../harness/index.ts'

/** Without a space, which Python 3.8 can't have in netrc. */
const PASSWORD = 'of-the-index/42@'
const LOGIN = { user: 'corp', password: PASSWORD }
const PRIVATE = { api: '1.4', projects: [{ name: 'alpha', files: [served(alpha)] }] } as const

interface Given {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

type Prepare = (scene: Scene, address: string) => Promise<Given>

const netrc: Prepare = async ({ home }) => {
  await writeFile(join(home.root, 'home/.netrc'), `machine localhost login corp password ${PASSWORD}\n`, {
    mode: 0o600,
  })
  return {}
}

const imported: Prepare = async ({ venv }) => {
  const module = `class Found:
    username = "corp"
    password = ${JSON.stringify(PASSWORD)}


def get_credential(service, user):
    return Found


def get_password(service, user):
    return Found.password
`
  await writeFile(join(venv.sitePackages, 'keyring.py'), module)
  return { env: { PIP_KEYRING_PROVIDER: 'import' } }
}

/** pip looks for it on PATH, beside its own environment; newer ones ask for JSON. */
const asCommand: Prepare = async ({ home, venv }) => {
  const tools = join(home.root, 'tools')
  await mkdir(tools)
  const json = JSON.stringify({ username: LOGIN.user, password: PASSWORD })
  const script = `#!/bin/sh\ncase $1 in --mode=creds) echo '${json}' ;; *) echo '${PASSWORD}' ;; esac\n`
  await writeFile(join(tools, 'keyring'), script, { mode: 0o755 })
  const folders = [home.installation.shims, tools, venv.bin, '/usr/bin:/bin']
  return { env: { PIP_KEYRING_PROVIDER: 'subprocess', PATH: folders.join(':') } }
}

interface Wish {
  readonly wanted?: (pair: Pair) => boolean
  /** The user in the address, where keyring needs one. */
  readonly user?: string
  readonly words?: RegExp
}

/** One index alone, which wants a login. */
function alone(name: string, prepare: Prepare, { wanted, user = '' }: Wish = {}): CorporateCase {
  return {
    topic: 'logins',
    name: `one index, ${name}`,
    expect: 'installed; the password is in nothing that we write or say',
    ...(wanted !== undefined && { wanted }),
    play: (pair) =>
      inScene(pair, { site: SITE, login: LOGIN }, async (scene) => {
        const address = scene.index.base.replace('//', `//${user}`) + '/simple/'
        const { args = [], env = {} } = await prepare(scene, address)
        const result = await scene.pip(['install', ...args, 'alpha'], {
          env: { PIP_INDEX_URL: address, ...env },
        })
        return (await wentWell(result, scene.venv)) ?? (await keptSecret(scene, result, [PASSWORD]))
      }),
  }
}

/** A public index that pip asks first, and a private one that the policy knows. */
function second(name: string, prepare: Prepare, { wanted, user = '', words }: Wish = {}): CorporateCase {
  return {
    topic: 'logins',
    name: `public index first, private one ${name}`,
    expect:
      words === undefined
        ? 'installed from the private index; the public one is not asked'
        : `refused: ${words.source}`,
    ...(wanted !== undefined && { wanted }),
    play: (pair) =>
      inScene(pair, { site: SITE }, async (scene) => {
        const secret = await startIndex(PRIVATE, { authority: scene.authority, login: LOGIN })
        await scene.home.writePolicy(`apiVersion: trustctl/v1
kind: Policy
metadata: { name: corporate, version: 1 }
extends: [preset:balanced]
indexes:
  corp: { url: "${secret.base}/simple/", private: true }
`)
        const address = `${secret.base}/simple/`.replace('//', `//${user}`)
        const { args = [], env = {} } = await prepare(scene, address)
        const result = await scene.pip(['install', '--extra-index-url', address, ...args, 'alpha'], { env })
        await secret.close()
        if (words !== undefined) return await refusedWith(result, scene.venv, words)
        const leaked = scene.index.requests().length > 0 ? 'the public index was asked' : null
        const isInstalled = result.code === 0 && (await scene.installed()).includes('alpha-1.0')
        return (
          leaked ??
          (isInstalled ? await keptSecret(scene, result, [PASSWORD]) : result.stderr + result.stdout)
        )
      }),
  }
}

const inAddress: Prepare = async (_, address) => {
  const url = new URL(address)
  return { env: { PIP_INDEX_URL: `https://corp:${encodeURIComponent(PASSWORD)}@${url.host}/simple/` } }
}

export const LOGIN_CASES: readonly CorporateCase[] = [
  alone('login in its address', inAddress),
  alone('login in netrc', netrc),
  alone('login in keyring, imported', imported, { wanted: hasProviders }),
  alone('login in keyring, as a command', asCommand, { wanted: hasProviders, user: 'corp@' }),
  second('with its login in netrc', netrc),
  second('with its login in keyring, imported', imported, { wanted: hasProviders }),
  second('with its login in keyring, as a command', asCommand, { wanted: hasProviders, user: 'corp@' }),
  second('with no login anywhere', async () => ({}), {
    words: /neither its address nor netrc nor keyring[^]*TC4018/,
  }),
]
