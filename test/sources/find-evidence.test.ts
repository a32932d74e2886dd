import { mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test from 'ava'
import { DEFAULT_SETTINGS, MAX_EVIDENCE_BYTES, type Fetch } from '../../src/sources/index.ts'
import { fileArtifact } from '../protocol/samples.ts'
import { scratchSources } from './scratch.ts'

const TEMPLATE = 'https://packages.example/{project}/{version}/{filename}.provenance'
const artifact = fileArtifact()

function answering(status: number, body = ''): Fetch & { readonly asked: string[] } {
  const asked: string[] = []
  const fetch: Fetch = (url) => {
    asked.push(url)
    return Promise.resolve(new Response(body, { status }))
  }
  return Object.assign(fetch, { asked })
}

test('finds every form beside each other in a folder', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const folder = join(String(paths.home), 'evidence')
  await mkdir(folder)
  for (const suffix of [
    'provenance',
    'publish.attestation',
    'slsa.attestation',
    'sigstore.json',
    'asc',
    'p7s',
  ]) {
    await writeFile(join(folder, `${artifact.filename}.${suffix}`), suffix)
  }
  await writeFile(join(folder, 'other-1.0.tar.gz.provenance'), 'x')
  const find = sources.evidenceFinder({ ...DEFAULT_SETTINGS, evidence: [folder] })
  const { evidence, unavailable } = await find(artifact)
  t.deepEqual(evidence.map(({ kind }) => kind).toSorted(), [
    'cms-signature',
    'openpgp-signature',
    'pep740-attestation',
    'pep740-attestation',
    'pep740-provenance',
    'sigstore-bundle',
  ])
  t.true(evidence.every(({ origin }) => origin.via === 'folder'))
  t.deepEqual(unavailable, [])
})

test('what is there and can not be read is unavailable, not absent', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const folder = String(paths.home)
  await mkdir(join(folder, `${artifact.filename}.asc`))
  await writeFile(join(folder, `${artifact.filename}.provenance`), Buffer.alloc(MAX_EVIDENCE_BYTES + 1))
  await writeFile(join(folder, `${artifact.filename}.attestation`), Buffer.alloc(MAX_EVIDENCE_BYTES))
  const find = sources.evidenceFinder({ ...DEFAULT_SETTINGS, evidence: [folder] })
  const { evidence, unavailable } = await find(artifact)
  t.deepEqual(
    evidence.map(({ kind }) => kind),
    ['pep740-attestation'],
  )
  t.deepEqual(unavailable.map(({ kind }) => kind).toSorted(), ['openpgp-signature', 'pep740-provenance'])
})

test('a template is filled with encoded names and asked once for a while', async (t) => {
  const fetch = answering(200, '{}')
  const { sources } = await scratchSources(t, fetch)
  const find = sources.evidenceFinder({ ...DEFAULT_SETTINGS, evidence: [TEMPLATE] })
  const odd = fileArtifact({ filename: 'a b+c?.whl' })
  t.is((await find(odd)).evidence.length, 1)
  t.is((await find(odd)).evidence.length, 1)
  t.deepEqual(fetch.asked, ['https://packages.example/sampleproject/4.0.0/a%20b%2Bc%3F.whl.provenance'])
})

test('only what an index named is asked about over the network', async (t) => {
  const fetch = answering(200, '{}')
  const { sources } = await scratchSources(t, fetch)
  const find = sources.evidenceFinder({ ...DEFAULT_SETTINGS, evidence: [TEMPLATE] })
  for (const channel of ['file', 'find-links', 'direct-url', 'wheel-cache', 'derived'] as const) {
    t.deepEqual(await find(fileArtifact({ channel })), { evidence: [], unavailable: [] })
  }
  t.is(fetch.asked.length, 0)
  await find(fileArtifact({ channel: 'cache' }))
  t.is(fetch.asked.length, 1)
})

test('404 is absent; a redirect, a failure and too much are unavailable, and asked again', async (t) => {
  for (const [status, body, absent] of [
    [404, '', true],
    [410, '', true],
    [301, '', false],
    [403, '', false],
    [500, '', false],
    [200, 'x'.repeat(MAX_EVIDENCE_BYTES + 1), false],
  ] as const) {
    const fetch = answering(status, body)
    const { sources } = await scratchSources(t, fetch)
    const find = sources.evidenceFinder({ ...DEFAULT_SETTINGS, evidence: [TEMPLATE] })
    const { evidence, unavailable } = await find(artifact)
    t.deepEqual([evidence.length, unavailable.length], [0, absent ? 0 : 1], String(status))
    await find(artifact)
    t.is(fetch.asked.length, absent ? 1 : 2)
  }
})

test('a server that redirects or never answers gives nothing', async (t) => {
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/r/')) response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { sources } = await scratchSources(t, fetch)
  const evidence = ['r', 's'].map((folder) => `http://127.0.0.1:${port}/${folder}/{filename}.asc`)
  const find = sources.evidenceFinder({ ...DEFAULT_SETTINGS, evidence, evidenceTimeoutSeconds: 0.05 })
  const found = await find(artifact)
  t.is(found.evidence.length, 0)
  t.is(found.unavailable.length, 2)
})
