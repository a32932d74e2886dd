import test from 'ava'
import { publisherLine, publisherRows, publisherText, type Publisher } from '../../src/verdict/index.ts'
import { SAMPLE_PUBLISHER } from './samples.ts'

test('a GitHub publisher is named by repository, workflow and ref', (t) => {
  t.is(publisherText(SAMPLE_PUBLISHER), 'GitHub pypa/sampleproject')
  t.is(publisherLine(SAMPLE_PUBLISHER), 'GitHub pypa/sampleproject release.yml @ refs/heads/main')
  t.is(publisherLine({ ...SAMPLE_PUBLISHER, ref: null }), 'GitHub pypa/sampleproject release.yml')
})

test('publishers of the other kinds have a name too', (t) => {
  const base = { issuer: 'https://accounts.example', subject: 'urn:x' }
  const names: readonly (readonly [Publisher, string])[] = [
    [{ ...base, kind: 'google', email: 'ci@build.example' }, 'Google ci@build.example'],
    [{ ...base, kind: 'email', email: 'jo@people.example' }, 'jo@people.example'],
    [{ ...base, kind: 'other' }, 'urn:x (https://accounts.example)'],
  ]
  for (const [publisher, name] of names) t.is(publisherText(publisher), name)
})

test('rows hold every claim that is set, and no other', (t) => {
  const rows = new Map(publisherRows(SAMPLE_PUBLISHER))
  t.is(rows.get('ref'), 'refs/heads/main')
  t.is(rows.get('repository id'), '128')
  t.false(rows.has('environment'))
})

test('a claim with controls can not draw on the terminal', (t) => {
  t.is(publisherText({ ...SAMPLE_PUBLISHER, repository: 'a/b\u001B[1A' }), 'GitHub a/b\\u{1b}[1A')
})
