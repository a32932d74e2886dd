import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import {
  createKey,
  openLedger,
  openSigner,
  keyFolder,
  programs,
  type KeyFolder,
} from '../../../src/publish/keys/index.ts'
import type { Happened } from '../../../src/publish/journal/index.ts'
import {
  keptSteps,
  type Consume,
  type ConsumerQuestion,
  type ReleaseRequest,
  type ReleaseWorld,
  type StepName,
} from '../../../src/publish/release/index.ts'
import type { KeyRecord } from '../../../src/trust/index.ts'
import { NOW, plantProject, type Planted } from '../build/planted-project.ts'

const PASSPHRASE = 'correct horse battery'
const DAY = 86_400

/** A publisher with a project, a key and a consumer that is told what to say. */
export interface Publisher {
  readonly planted: Planted
  readonly keys: KeyFolder
  readonly record: KeyRecord
  readonly request: ReleaseRequest
  readonly world: ReleaseWorld
  readonly begun: StepName[]
  readonly happened: Happened[]
  readonly asked: ConsumerQuestion[]
}

/** `consume` null: a consumer who lets in what was signed, and refuses what has other bytes. */
export async function publisher(
  t: ExecutionContext,
  { plan = null, consume = null }: { readonly plan?: string | null; readonly consume?: Consume | null } = {},
): Promise<Publisher> {
  const planted = await plantProject(t, plan)
  const keys = keyFolder(join(planted.folder, 'keys'))
  await keys.add(await newKey())
  const [own] = (await keys.list()).keys
  if (own === undefined) throw new Error('there is no key')
  const { record } = own
  const bill = { format: 'cyclonedx', spec: '1.6' } as const
  const out = join(planted.project, 'release')
  const source = { ...planted.request.source, mayDiffer: [out] }
  const [begun, happened, asked]: [StepName[], Happened[], ConsumerQuestion[]] = [[], [], []]
  const keyWorld = {
    env: {},
    passphrase: { kind: 'said', value: PASSPHRASE },
    run: programs({}),
  } as const
  return {
    planted,
    keys,
    record,
    begun,
    happened,
    asked,
    request: {
      build: { ...planted.request, source },
      bill: { form: bill, folder: planted.project },
      sign: { forms: null, builder: 'https://acme.example/release', bill, actor: 'tester' },
      out,
    },
    world: {
      now: planted.world.now,
      onStep: (step, state) => void (state === 'begins' && begun.push(step)),
      build: planted.world,
      kept: keptSteps(join(planted.folder, 'steps')),
      signer: {
        kind: 'keys',
        keys: [record],
        open: async () => [
          {
            record,
            signer: await openSigner(own, keys, keyWorld),
            publicFile: await keys.publicFile(record),
          },
        ],
        trusted: async () => [{ record, publicFile: await keys.publicFile(record) }],
      },
      ledger: openLedger(join(planted.folder, 'ledger')),
      consume: async (question) => {
        asked.push(question)
        return await (consume ?? faithful(asked))(question)
      },
      journal: (each) => Promise.resolve(void happened.push(each)),
    },
  }
}

/** Lets in the bytes of the first question alone. */
function faithful(asked: readonly ConsumerQuestion[]): Consume {
  return ({ files, artifacts }) =>
    Promise.resolve(
      artifacts.map((name) => {
        const bytesIn = (list: ConsumerQuestion['files']): Uint8Array =>
          list.find((file) => file.name === name)?.bytes ?? Buffer.alloc(0)
        const isLetIn = Buffer.from(bytesIn(asked[0]?.files ?? [])).equals(bytesIn(files))
        return { name, isLetIn, code: isLetIn ? 'TC0000' : 'TC2111', words: 'as planted' }
      }),
    )
}

function newKey() {
  const purpose: KeyRecord['purpose'] = ['release', 'rebuild', 'sbom']
  const wish = {
    holder: 'dana',
    owner: 'Dana <dana@acme.example>',
    purpose,
    notBefore: NOW - DAY,
    signUntil: NOW + 300 * DAY,
    verifyUntil: NOW + 600 * DAY,
  }
  return createKey({ kind: 'plain', algorithm: 'ed25519' }, wish, {
    passphrase: Buffer.from(PASSPHRASE),
    now: NOW - DAY,
  })
}
