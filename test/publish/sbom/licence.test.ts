import test from 'ava'
import { licenceOf, type Licence } from '../../../src/publish/sbom/licence/licence.ts'

const SAID = { licenseExpression: null, license: null, classifiers: [] }
const OSI = 'License :: OSI Approved ::'

function expression(text: string, from: 'License-Expression' | 'License' | 'Classifier'): Licence {
  return { kind: 'expression', expression: text, from }
}

for (const [text, written] of [
  ['MIT', 'MIT'],
  ['mit', 'MIT'],
  ['MIT or (apache-2.0 and bsd-2-clause)', 'MIT OR (Apache-2.0 AND BSD-2-Clause)'],
  ['GPL-2.0-or-later WITH Classpath-exception-2.0', 'GPL-2.0-or-later WITH Classpath-exception-2.0'],
  ['LicenseRef-Proprietary', 'LicenseRef-Proprietary'],
  ['GPL-2.0+', 'GPL-2.0+'],
] as const) {
  test(`License-Expression: ${text}`, (t) => {
    t.deepEqual(licenceOf({ ...SAID, licenseExpression: text }), expression(written, 'License-Expression'))
  })
}

for (const text of [
  'MIT License',
  'MIT AND',
  'Use-it-after-midnight',
  '(MIT',
  '('.repeat(40) + 'MIT' + ')'.repeat(40),
  'MIT OR '.repeat(400) + 'MIT',
]) {
  test(`no License-Expression, and nothing weaker in its place: ${text.slice(0, 40)}`, (t) => {
    const found = licenceOf({ licenseExpression: text, license: 'MIT', classifiers: [`${OSI} MIT License`] })
    t.is(found.kind, 'unknown')
  })
}

test('the older fields give an expression only where they leave no choice', (t) => {
  t.deepEqual(licenceOf({ ...SAID, license: 'bsd-3-clause' }), expression('BSD-3-Clause', 'License'))
  t.deepEqual(licenceOf({ ...SAID, classifiers: [`${OSI} MIT License`] }), expression('MIT', 'Classifier'))
  t.deepEqual(
    licenceOf({
      ...SAID,
      license: 'BSD',
      classifiers: ['License :: OSI Approved', `${OSI} ISC License (ISCL)`],
    }),
    expression('ISC', 'Classifier'),
  )
})

test('a field that leaves a version or variant open names, and concludes nothing', (t) => {
  t.deepEqual(licenceOf({ ...SAID, classifiers: [`${OSI} BSD License`] }), {
    kind: 'named',
    names: [{ name: 'BSD License', id: null }],
    from: 'Classifier',
  })
  t.deepEqual(licenceOf({ ...SAID, license: 'Apache 2' }), {
    kind: 'named',
    names: [{ name: 'Apache 2', id: null }],
    from: 'License',
  })
})

test('two classifiers are two names: nothing says whether both or one of them', (t) => {
  t.deepEqual(licenceOf({ ...SAID, classifiers: [`${OSI} MIT License`, `${OSI} Apache Software License`] }), {
    kind: 'named',
    names: [
      { name: 'Apache Software License', id: null },
      { name: 'MIT License', id: 'MIT' },
    ],
    from: 'Classifier',
  })
})

test('nothing, or a text in place of a name, is unknown', (t) => {
  t.is(licenceOf(SAID).kind, 'unknown')
  t.is(licenceOf({ ...SAID, license: 'Permission is hereby granted '.repeat(20) }).kind, 'unknown')
})
