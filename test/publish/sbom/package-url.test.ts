import test from 'ava'
import { parseProjectName } from '../../../src/python/index.ts'
import { packageUrl, type PackageUrlParts } from '../../../src/publish/sbom/package-url.ts'

function url(parts: Omit<PackageUrlParts, 'project'>): string {
  const project = parseProjectName('Foo_Bar')
  if (project === null) throw new Error('no name')
  return packageUrl({ project, ...parts })
}

test('a name is normalised, and what other readers would cut is escaped', (t) => {
  t.is(url({ version: '1!2.0+local' }), 'pkg:pypi/foo-bar@1%212.0%2Blocal')
  t.is(url({ version: null }), 'pkg:pypi/foo-bar')
  t.is(
    url({ version: '1', filename: 'foo bar&x=1.whl' }),
    'pkg:pypi/foo-bar@1?file_name=foo%20bar%26x%3D1.whl',
  )
})

test('an index is named where it is known', (t) => {
  t.is(url({ version: '1', index: null }), 'pkg:pypi/foo-bar@1')
  t.is(
    url({ version: '1', index: 'https://packages.example/simple' }),
    'pkg:pypi/foo-bar@1?repository_url=https:%2F%2Fpackages.example%2Fsimple',
  )
})
