import test from 'ava'
import {
  compareVersions,
  matchesSpecifier,
  parseProjectName,
  parseSdistFilename,
  parseSpecifierSet,
  parseVersion,
  parseWheelFilename,
  type Version,
} from '../../src/python/index.ts'
import { PACKAGING } from './packaging-table.ts'

const ordered = PACKAGING.order.map(([text, rank]) => ({ version: known(String(text)), rank: Number(rank) }))

function known(text: string): Version {
  const version = parseVersion(text)
  if (version === null) throw new Error(`no version: ${text}`)
  return version
}

test('versions are read and normalised as packaging does', (t) => {
  for (const [text, expected] of PACKAGING.versions)
    t.is<string | null, string | null>(parseVersion(text ?? ''), expected ?? null, text ?? '')
})

test('every two versions are in the order that packaging gives them', (t) => {
  for (const a of ordered) {
    const wrong = ordered.filter(
      (b) => Math.sign(compareVersions(a.version, b.version)) !== Math.sign(a.rank - b.rank),
    )
    t.deepEqual(wrong, [], a.version)
  }
})

test('every specifier holds for the versions that packaging finds in it', (t) => {
  for (const [text, all, finals] of PACKAGING.specifiers) {
    const set = parseSpecifierSet(text ?? '')
    if (set === null) t.is(all, null, text ?? '')
    else {
      const bits = (prereleases: boolean): string =>
        ordered.map(({ version }) => Number(matchesSpecifier(set, version, { prereleases }))).join('')
      t.deepEqual([bits(true), bits(false)], [all, finals], text ?? '')
    }
  }
})

test('project names are normalised as packaging does', (t) => {
  for (const [text, expected] of PACKAGING.names)
    t.is<string | null, string | null>(parseProjectName(text ?? ''), expected ?? null, text ?? '')
})

test('wheel file names are read as packaging does', (t) => {
  for (const [text, expected] of PACKAGING.wheels) {
    const found = parseWheelFilename(String(text))
    const row = found && [found.project, found.version, found.build, found.tags.toSorted()]
    t.deepEqual(row, expected, String(text))
  }
})

test('source file names are read as packaging does', (t) => {
  for (const [text, expected] of PACKAGING.sdists) {
    const found = parseSdistFilename(String(text))
    t.deepEqual(found && [found.project, found.version], expected, String(text))
  }
})
