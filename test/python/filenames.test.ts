import test from 'ava'
import {
  parseProjectName,
  parseSdistFilename,
  parseVersion,
  parseWheelFilename,
} from '../../src/python/index.ts'

const sdist = (name: string, expected?: string): unknown =>
  parseSdistFilename(name, parseProjectName(expected ?? '') ?? undefined)

test('the forms before PEP 625', (t) => {
  t.deepEqual(sdist('pytz-2013b.tar.bz2'), { project: 'pytz', version: '2013b0', suffix: '.tar.bz2' })
  t.deepEqual(sdist('PyYAML-3.12.zip'), { project: 'pyyaml', version: '3.12', suffix: '.zip' })
  t.deepEqual(sdist('a-b-1.0-beta1.tgz'), { project: 'a-b', version: '1.0b1', suffix: '.tgz' })
  t.deepEqual(sdist('A-1.0.TAR.GZ'), { project: 'a', version: '1.0', suffix: '.tar.gz' })
  t.deepEqual(sdist('a-1.0.tar.xz'), { project: 'a', version: '1.0', suffix: '.tar.xz' })
})

test('the expected project says where a name ends', (t) => {
  t.deepEqual(sdist('foo-1-2.0.tar.gz'), { project: 'foo-1', version: '2.0', suffix: '.tar.gz' })
  t.deepEqual(sdist('foo-1.0-2.tar.gz', 'foo'), { project: 'foo', version: '1.0.post2', suffix: '.tar.gz' })
  t.deepEqual(sdist('foo-1.0-2.tar.gz', 'foo-1-0'), { project: 'foo-1-0', version: '2', suffix: '.tar.gz' })
  t.is(sdist('foo-1.0.tar.gz', 'bar'), null)
})

test('what is no archive name', (t) => {
  for (const name of [
    'foo-1.0',
    'foo-1.0.whl',
    'foo-1.0.exe',
    'foo-1.0.tar.gz.asc',
    '-1.0.zip',
    '1.0.zip',
    'foo.zip',
  ]) {
    t.is(sdist(name), null, name)
  }
})

test('lengths are bounded', (t) => {
  t.not(parseVersion(`1.${'0'.repeat(510)}`), null)
  t.is(parseVersion(`1.${'0'.repeat(511)}`), null)
  t.not(parseProjectName('a'.repeat(255)), null)
  t.is(parseProjectName('a'.repeat(256)), null)
  t.is(sdist(`${'a-1'.repeat(200)}.zip`), null)
})

function tags(count: number): string {
  return Array.from({ length: count }, (_, index) => `t${index}`).join('.')
}

test('a set of tags that would take too long to write out is refused', (t) => {
  t.is(parseWheelFilename(`foo-1-${tags(10)}-${tags(10)}-${tags(10)}.whl`)?.tags.length, 1000)
  t.is(parseWheelFilename(`foo-1-${tags(10)}-${tags(10)}-${tags(11)}.whl`), null)
})

test('a wheel that an old tool named', (t) => {
  t.is<string | undefined, string>(parseWheelFilename('foo-1.0_1-py3-none-any.whl')?.version, '1.0.post1')
})
