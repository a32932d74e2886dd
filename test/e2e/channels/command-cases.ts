import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { story } from '../harness/index.ts'
import { judgedProjects, mustHold, mustSucceed, since, type ChannelCase } from './channel-case.ts'
import { alpha, goodProjects, hashedRequirements } from './goods.ts'

const scene: ChannelCase['scene'] = (world) => ({ site: { api: '1.4', projects: goodProjects(world) } })

const ATTESTED_ONLY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: attested-only, version: 1 }
extends: [preset:balanced]
requirements:
  by-anybody: { attestation: { predicate: [publish] } }
rules:
  - { id: attested-only, match: { project: ["*"] }, require: [by-anybody] }
`

export const commandCases: readonly ChannelCase[] = [
  {
    name: 'install -r requirements.txt',
    scene,
    run: async (it) => {
      await writeFile(join(it.home.work, 'requirements.txt'), 'alpha\ndelta  # an sdist\n')
      mustSucceed(await it.pip(['install', '-r', 'requirements.txt']))
      await mustHold(it, 'alpha-1.0', 'beta-1.0', 'delta-1.0')
    },
  },
  {
    name: 'install --require-hashes',
    scene,
    run: async (it) => {
      await writeFile(join(it.home.work, 'requirements.txt'), hashedRequirements)
      mustSucceed(await it.pip(['install', '--require-hashes', '-r', 'requirements.txt']))
      await mustHold(it, 'alpha-1.0', 'beta-1.0')
    },
  },
  {
    name: 'download',
    scene,
    run: async (it) => {
      mustSucceed(await it.pip(['download', '-d', 'got', 'alpha', 'gamma']))
      const names = (await readdir(join(it.home.work, 'got'))).toSorted()
      assert.deepEqual(names, [alpha.filename, 'beta-1.0-py3-none-any.whl', 'gamma-1.0.tar.gz'])
    },
  },
  {
    name: 'download again, into the same folder, where only what is attested passes',
    scene,
    run: async (it) => {
      await it.home.writePolicy(ATTESTED_ONLY)
      const words = ['download', '--no-deps', '-d', 'got', 'alpha']
      mustSucceed(await it.pip(words))
      const again = await it.pip(words)
      mustSucceed(again)
      assert.equal(again.report?.counts.refused, 0, story(again))
      assert.equal(again.report?.counts.verified, 1, story(again))
    },
  },
  {
    name: 'download of a refused local wheel, without a traceback',
    scene,
    run: async (it) => {
      await it.home.writePolicy(ATTESTED_ONLY)
      const path = join(it.home.work, alpha.filename)
      await writeFile(path, alpha.bytes)
      const result = await it.pip(['download', '--no-deps', '-d', 'got', path])
      assert.equal(result.code, 1, story(result))
      assert.ok(!result.stderr.includes('Traceback'), story(result))
      assert.match(result.stderr, /TC2101/)
    },
  },
  {
    name: 'wheel',
    scene,
    run: async (it) => {
      mustSucceed(await it.pip(['wheel', '-w', 'made', 'gamma']))
      assert.deepEqual(await readdir(join(it.home.work, 'made')), ['gamma-1.0-py3-none-any.whl'])
    },
  },
  {
    name: 'install --dry-run --report -',
    scene,
    unsupported: since('22.2'),
    run: async (it) => {
      const result = await it.pip(['install', '--quiet', '--dry-run', '--report', '-', 'alpha'])
      mustSucceed(result)
      const report: { install: readonly { download_info: { url: string } }[] } = JSON.parse(result.stdout)
      const urls = report.install.map(({ download_info: { url } }) => url)
      assert.ok(urls.includes(`${it.index.base}/files/${alpha.filename}`), urls.join(' '))
      await mustHold(it)
    },
  },
  {
    name: '--target',
    scene,
    run: async (it) => {
      mustSucceed(await it.pip(['install', '--target', 'into', 'beta']))
      assert.ok((await readdir(join(it.home.work, 'into'))).includes('beta.py'))
    },
  },
  {
    name: '--isolated, wheels and builds',
    scene,
    run: async (it) => {
      const url = ['--index-url', it.index.indexUrl, '--cert', it.caFile]
      const result = await it.pip(['install', '--isolated', ...url, 'alpha', 'gamma'])
      mustSucceed(result)
      assert.deepEqual(judgedProjects(result), ['alpha', 'beta', 'gamma', 'helper'], story(result))
    },
  },
]
