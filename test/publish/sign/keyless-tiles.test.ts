import { readFile } from 'node:fs/promises'
import test from 'ava'
import { parseSigningConfig } from '../../../src/publish/sign/index.ts'
import { MAX_ANSWER_BYTES } from '../../../src/publish/sign/keyless/service.ts'
import { parseTrustedRoot } from '../../../src/trust/index.ts'
import { limits } from '../../../src/verify/index.ts'
import { isJsonObject, parseJson, type JsonObject } from '../../../src/encoding/index.ts'
import type { Sabotage, ServedWorld, TilesRequest } from '../../world/sigstore/index.ts'
import { NOW } from '../keys/support.ts'
import { OTHER, refused, signed, WORLD, type Wish } from './keyless-support.ts'

const TILES = '/tiles/api/v2/log/entries'
const MEDIA_TYPE = 'application/vnd.dev.sigstore.signingconfig.v0.2+json'

const tiles: Wish = { config: (served) => served.tilesConfig }
const requestIn = (asked: Buffer): TilesRequest => JSON.parse(asked.toString())
const says = (entry: unknown) => ({ body: JSON.stringify(entry) })
const objectOf = (bytes: Buffer): JsonObject => {
  const value = parseJson(bytes, { maxBytes: 1024 * 1024, maxDepth: 16 })
  if (!isJsonObject(value)) throw new Error('no object')
  return value
}
/** The instance with two time stamp authorities, of different operators. */
const twoStamps = (served: ServedWorld): Buffer => {
  const url = /http:\/\/127\.0\.0\.1:\d+\/tsa/.exec(served.tilesConfig.toString())?.[0] ?? ''
  const tsaUrls = ['one', 'two'].map((operator) => ({
    url: `${url}/${operator}`,
    majorApiVersion: 1,
    operator,
  }))
  const tsaConfig = { selector: 'EXACT', count: 2 }
  return Buffer.from(JSON.stringify({ ...objectOf(served.tilesConfig), tsaUrls, tsaConfig }))
}

test('a log of version 2 is written to where there is one: the time is an authority’s, and all of it verifies', async (t) => {
  const forms = ['publish', 'slsa', 'sigstore'] as const
  const { result, asked } = await signed(t, { ...tiles, forms, provenance: true })
  t.deepEqual(
    result.released.map(({ form }) => form),
    [...forms],
  )
  t.is(asked.filter((path) => path === TILES).length, 3)
  t.is(asked.filter((path) => path === '/tsa').length, 3)
  t.false(asked.some((path) => path.startsWith('/rekor')))
  for (const { path, form } of result.released) {
    const text = await readFile(path, 'utf8')
    t.true(text.includes('"kindVersion":{"kind":"hashedrekord","version":"0.0.2"}'))
    t.false(text.includes('inclusionPromise'))
    t.true(text.includes(form === 'sigstore' ? '"signedTimestamp":"' : '"timestamps":["'))
  }
})

test('two stamps are in the bundle where two are asked for, and each of them must hold', async (t) => {
  const { result, asked } = await signed(t, { forms: ['sigstore'], config: twoStamps })
  t.deepEqual(
    asked.filter((path) => path.startsWith('/tsa')),
    ['/tsa/one', '/tsa/two'],
  )
  const text = await readFile(result.released[0]?.path ?? '', 'utf8')
  t.is(text.split('"signedTimestamp"').length - 1, 2)
  const stranger = { '/tsa/two': (_: Buffer, body: Buffer) => ({ body: OTHER.services.stamp(body) }) }
  await t.throwsAsync(() => signed(t, { sabotage: stranger, config: twoStamps }), refused('service'))
})

test('a log of version 2 or a time stamp authority that lies or fails leaves nothing behind', async (t) => {
  const swapped = (from: RegExp, to: string) => (honest: Buffer) => ({
    body: honest.toString().replace(from, to),
  })
  const entered = ({ hashedRekordRequestV002: wanted }: TilesRequest, changes: object) =>
    wanted === undefined
      ? null
      : WORLD.services.enterTiles({ hashedRekordRequestV002: { ...wanted, ...changes } })
  const without = (name: string) => (honest: Buffer) => {
    const { [name]: _gone, ...rest } = objectOf(honest)
    return says(rest)
  }
  const attacks: Readonly<Record<string, Sabotage>> = {
    'the log refuses': { [TILES]: () => ({ status: 400 }) },
    'the log sends elsewhere': { [TILES]: () => ({ status: 302 }) },
    'the log gives no JSON': { [TILES]: () => ({ body: '<html>' }) },
    'the log gives nothing': { [TILES]: () => says({}) },
    'the log gives a list': { [TILES]: () => says([]) },
    'the log answers without end': { [TILES]: () => ({ body: ' '.repeat(MAX_ANSWER_BYTES + 1) }) },
    'the log nests without end': { [TILES]: () => ({ body: '['.repeat(40) + ']'.repeat(40) }) },
    'another log’s key': { [TILES]: (_, asked) => says(OTHER.services.enterTiles(requestIn(asked))) },
    'an entry of another signature': {
      [TILES]: (_, asked) =>
        says(
          entered(requestIn(asked), {
            signature: { ...requestIn(asked).hashedRekordRequestV002?.signature, content: 'AAAA' },
          }),
        ),
    },
    'an entry of another file': {
      [TILES]: (_, asked) => says(entered(requestIn(asked), { digest: Buffer.alloc(32).toString('base64') })),
    },
    'an entry of another kind': { [TILES]: swapped(/"kind":"hashedrekord"/, '"kind":"dsse"') },
    'an entry of another version': { [TILES]: swapped(/"version":"0.0.2"/, '"version":"0.0.1"') },
    'another index': { [TILES]: swapped(/"logIndex":"\d+"/, '"logIndex":"1"') },
    'an index that is none': { [TILES]: swapped(/"logIndex":"\d+"/, '"logIndex":"-1"') },
    'another size of the tree': { [TILES]: swapped(/"treeSize":"\d+"/, '"treeSize":"99"') },
    'no proof': { [TILES]: without('inclusionProof') },
    'no body': { [TILES]: without('canonicalizedBody') },
    'no checkpoint': { [TILES]: swapped(/,"checkpoint":\{[^}]*\}/, '') },
    'a checkpoint of another tree': { [TILES]: swapped(/("envelope":"[^"]*\\n)\d+\\n/, '$17\\n') },
    'the authority refuses': { '/tsa': () => ({ status: 500 }) },
    'no stamp': { '/tsa': () => ({ body: 'no stamp' }) },
    'an empty stamp': { '/tsa': () => ({ body: '' }) },
    'a stamp of something else': { '/tsa': () => ({ body: WORLD.services.stamp(Buffer.alloc(64)) }) },
    'a stranger’s stamp': { '/tsa': (_, asked) => ({ body: OTHER.services.stamp(asked) }) },
    'a stamp from before the certificate': {
      '/tsa': (_, asked) => ({ body: WORLD.services.stamp(asked, 3600) }),
    },
    'a stamp of a time to come': { '/tsa': (_, asked) => ({ body: WORLD.services.stamp(asked, -3600) }) },
  }
  for (const [what, sabotage] of Object.entries(attacks))
    await t.throwsAsync(() => signed(t, { ...tiles, sabotage }), refused('service'), what)
  const root = parseTrustedRoot('other', OTHER.trustedRoot)
  await t.throwsAsync(() => signed(t, { ...tiles, root }), refused('service'))
})

test('of the services in force the newest version is taken, one of each operator, as many as are asked for', (t) => {
  const service = (name: string, majorApiVersion: number, further = {}) => ({
    url: `https://${name}.example`,
    majorApiVersion,
    operator: name,
    ...further,
  })
  const from = (start: string, end?: string) => ({
    validFor: { start, ...(end === undefined ? {} : { end }) },
  })
  const read = (changes: object) =>
    parseSigningConfig(
      Buffer.from(
        JSON.stringify({
          mediaType: MEDIA_TYPE,
          caUrls: [service('ca', 1)],
          rekorTlogUrls: [service('one', 1), service('two', 2)],
          tsaUrls: [service('tsa', 1)],
          ...changes,
        }),
      ),
      NOW,
    )
  const logs = (rekorTlogUrls: readonly object[], rekorTlogConfig?: object) =>
    read({ rekorTlogUrls, ...(rekorTlogConfig === undefined ? {} : { rekorTlogConfig }) }).logs.map(
      ({ url, version }) => `${new URL(url).hostname.replace('.example', '')} ${version}`,
    )
  const three = [service('a', 2), service('b', 2), service('c', 2)]
  t.deepEqual(read({}).logs, [{ url: 'https://two.example', version: 2 }])
  t.deepEqual(logs(three), ['a 2', 'b 2', 'c 2'])
  t.deepEqual(logs(three, { selector: 'ALL' }), ['a 2', 'b 2', 'c 2'])
  t.deepEqual(logs(three, { selector: 'ANY' }), ['a 2'])
  t.deepEqual(logs(three, { selector: 'EXACT', count: 2 }), ['a 2', 'b 2'])
  const shards = [
    service('old', 2, { operator: 'x', ...from('2020-01-01T00:00:00Z') }),
    service('new', 2, { operator: 'x', ...from('2021-01-01T00:00:00Z') }),
    service('over', 2, { operator: 'x', ...from('2022-01-01T00:00:00Z', '2022-06-01T00:00:00Z') }),
    service('ahead', 2, { operator: 'x', ...from('2999-01-01T00:00:00Z') }),
    service('first', 1, { operator: 'x' }),
  ]
  t.deepEqual(logs(shards), ['new 2'])
  t.deepEqual(logs([...shards.slice(2), service('other', 3)]), ['first 1'])
  const authorities = {
    caUrls: [
      service('ca', 1, from('2020-01-01T00:00:00Z')),
      service('newer', 1, from('2021-01-01T00:00:00Z')),
    ],
  }
  t.is(read(authorities).authority, 'https://newer.example')

  const many = Array.from({ length: limits.MAX_LOG_ENTRIES + 1 }, (_, at) => service(`s${at}`, 2))
  t.is(logs(many.slice(1)).length, limits.MAX_LOG_ENTRIES)
  const bad: readonly object[] = [
    { rekorTlogUrls: many },
    { tsaUrls: many.map((each) => ({ ...each, majorApiVersion: 1 })) },
    { tsaUrls: [] },
    { tsaUrls: [service('tsa', 1, from('2999-01-01T00:00:00Z'))] },
    { rekorTlogConfig: { selector: 'EXACT', count: 2 } },
    { rekorTlogConfig: { selector: 'EXACT', count: 0 } },
    { rekorTlogConfig: { selector: 'EXACT' } },
    { rekorTlogConfig: { selector: 'SERVICE_SELECTOR_UNDEFINED' } },
    { rekorTlogConfig: { selector: 'SOME' } },
    { rekorTlogConfig: {} },
    { tsaConfig: { selector: 'EXACT', count: 2 } },
    { tsaUrls: [service('tsa', 1, { url: 'http://tsa.example' })] },
    { rekorTlogUrls: [service('two', 2, { operator: 'x'.repeat(257) })] },
  ]
  for (const changes of bad)
    t.throws(() => read(changes), refused('service'), JSON.stringify(changes).slice(0, 100))
})
