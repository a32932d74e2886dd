import { stripVTControlCharacters } from 'node:util'
import test from 'ava'
import fc from 'fast-check'
import { columnsOf, MIN_WIDTH, renderVerdict, verdictLine, type Fact } from '../../src/verdict/index.ts'
import {
  goodAttestation,
  SAMPLE_PUBLISHER,
  missingAttestation,
  sampleReason,
  sampleRefusal,
  sampleTree,
  sampleVerdict,
  sampleWheel,
} from './samples.ts'

const artifact = sampleWheel()

test('a refusal names artifact, policy, rule, facts, fix and code', (t) => {
  const lines = renderVerdict({ verdict: sampleRefusal(), artifact, colour: false })
  t.regex(lines[0] ?? '', /^BLOCK {2}sampleproject-4\.0\.0-py3-none-any\.whl {2}sha256:[0-9a-f]{12}…/)
  const text = lines.join('\n')
  t.regex(text, /policy balanced v1, rule everything-else \(policy\.yaml:52\)/)
  t.regex(text, /\n {2}MISSING {3}attestation {3}none published for this file; expected an attestation\n/)
  t.regex(text, /\n {2}fix {7}trustctl evidence add FOLDER\n/)
  t.is(lines.at(-1), '  code TC2102 · trustctl why TC2102-7f3a')
})

test('in a refusal, what was only warned about is no refusal', (t) => {
  const reasons = [
    sampleReason(),
    sampleReason({ code: 'TC4016', subject: 'age', effect: 'warn' }),
    sampleReason({ code: 'TC4009', subject: 'exception', effect: 'allow' }),
  ]
  const verdict = sampleVerdict({ decision: 'block', code: 'TC2102', reasons })
  const text = renderVerdict({ verdict, artifact, colour: false }).join('\n')
  t.regex(text, /^ {2}REFUSED +attestation/m)
  t.regex(text, /^ {2}WARNING +age/m)
  t.regex(text, /^ {2}noted +exception/m)
})

test('what decided is in capitals, what did not is not', (t) => {
  const recorded = sampleRefusal({ decision: 'allow', facts: [missingAttestation()] })
  t.regex(
    renderVerdict({ verdict: recorded, artifact, colour: false }).join('\n'),
    /^ {2}missing +attestation/m,
  )
  const [decides, noted] = [
    sampleRefusal({ facts: [missingAttestation()] }),
    sampleVerdict({ facts: [missingAttestation()] }),
  ]
  t.regex(
    renderVerdict({ verdict: decides, artifact, colour: false }).join('\n'),
    /^ {2}MISSING +attestation/m,
  )
  t.regex(renderVerdict({ verdict: noted, artifact, colour: false }).join('\n'), /^ {2}missing +attestation/m)
})

test('that there is no OpenPGP signature is said only where one was asked for', (t) => {
  const finding = { code: 'TC3101', expected: 'a signature', found: 'none' } as const
  const signature: Fact = { check: 'signature', result: 'missing', fingerprint: null, origin: null, finding }
  const reasons = [sampleReason({ code: 'TC3101', subject: 'signature' })]
  const asked = sampleRefusal({ code: 'TC3101', facts: [signature], reasons })
  const notAsked = sampleRefusal({ facts: [missingAttestation(), signature] })
  t.regex(renderVerdict({ verdict: asked, artifact, colour: false }).join('\n'), /^ {2}MISSING +signature/m)
  t.notRegex(renderVerdict({ verdict: notAsked, artifact, colour: false }).join('\n'), /signature/)
})

test('a reason that no fact tells has a row of its own', (t) => {
  const reasons = [
    sampleReason({
      code: 'TC2201',
      subject: 'publisher',
      expected: 'GitHub acme/*',
      found: 'GitHub pypa/sampleproject',
    }),
  ]
  const verdict = sampleVerdict({ decision: 'block', code: 'TC2201', reasons })
  const text = renderVerdict({ verdict, artifact, colour: false }).join('\n')
  t.regex(text, /^ {2}ok +attestation +GitHub pypa\/sampleproject release\.yml @ refs\/heads\/main, publish/m)
  t.regex(
    text,
    /^ {2}REFUSED +publisher +the policy accepts other publishers.*\s+pypa\/sampleproject; expected GitHub acme\/\*/m,
  )
})

test('many facts never crowd out the one that decided', (t) => {
  const facts = [...Array.from({ length: 500 }, goodAttestation), missingAttestation()]
  const lines = renderVerdict({ verdict: sampleRefusal({ facts }), artifact, colour: false })
  t.regex(lines.join('\n'), /^ {2}MISSING/m)
  t.regex(lines.join('\n'), /^ {2}and 489 more$/m)
})

test('a tree is named by location and commit', (t) => {
  const lines = renderVerdict({ verdict: sampleVerdict(), artifact: sampleTree(), colour: false })
  t.regex(lines[0] ?? '', /^ALLOW {2}https:\/\/git\.example\/sampleproject@b{30}/)
})

test('colour adds colour and nothing else', (t) => {
  const plain = renderVerdict({ verdict: sampleRefusal(), artifact, colour: false })
  const painted = renderVerdict({ verdict: sampleRefusal(), artifact, colour: true })
  t.not(painted[0], plain[0])
  t.deepEqual(
    painted.map((line) => stripVTControlCharacters(line)),
    plain,
  )
})

test('no text from elsewhere breaks a line, the width or the terminal', (t) => {
  const hostile = fc.string({ unit: 'binary', maxLength: 600 })
  fc.assert(
    fc.property(hostile, hostile, hostile, fc.integer({ min: 0, max: 200 }), (name, found, fix, width) => {
      const reasons = [sampleReason({ subject: name, found, fix: [fix] })]
      const verdict = sampleRefusal({
        reasons,
        rule: found,
        exception: name,
        policy: { name, version: 1, digest: '', at: fix },
      })
      const lines = renderVerdict({
        verdict,
        artifact: sampleWheel({ filename: name }),
        colour: false,
        width,
      })
      return lines.every((line) => !/\p{C}/u.test(line) && columnsOf(line) <= Math.max(width, MIN_WIDTH))
    }),
  )
  t.pass()
})

test('the one-line form is printable ASCII, whatever the file name is', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (filename) => {
      return /^[ -~]{1,300}$/.test(
        verdictLine({ verdict: sampleRefusal(), artifact: sampleWheel({ filename }) }),
      )
    }),
  )
  t.regex(
    verdictLine({ verdict: sampleRefusal(), artifact }),
    /^refused by pip-trust: sampleproject-.*TC2102.*TC2102-7f3a$/,
  )
})

const LOST: Fact = {
  check: 'provenance-state',
  result: 'ok',
  state: 'lost-provenance',
  line: '4',
  before: { version: '3.9.0', publisher: SAMPLE_PUBLISHER },
  attestedFiles: 3,
  files: 4,
}
const HASH: Fact = {
  check: 'hash',
  result: 'missing',
  origin: null,
  finding: { code: 'TC4010', expected: 'a pin', found: 'none' },
}
const NOT_YANKED: Fact = { check: 'yanked', result: 'ok', yanked: false, why: null }

test('a lost attestation is told once, with the release before it; what nearly every file lacks is not', (t) => {
  const reasons = [sampleReason({ code: 'TC2103', subject: 'attestation', found: 'none; 3.9.0 had one' })]
  const facts = [missingAttestation(), LOST, HASH, NOT_YANKED]
  const text = renderVerdict({
    verdict: sampleRefusal({ code: 'TC2103', facts, reasons }),
    artifact,
    colour: false,
  }).join('\n')
  t.regex(text, /^ {2}before +3\.9\.0 +GitHub pypa\/sampleproject release\.yml.* → lost-provenance$/m)
  t.regex(text, /^ {2}REFUSED +attestation/m)
  t.regex(text, /^ {2}found +provenance-state/m)
  t.notRegex(text, /missing +attestation|hash|yanked/)
})

test('a state that speaks against a file is not called ok', (t) => {
  const facts: Fact[] = [
    { check: 'status', result: 'ok', status: 'quarantined', why: 'malware' },
    { check: 'yanked', result: 'ok', yanked: true, why: 'broken' },
    { ...LOST, state: 'full-provenance' },
  ]
  const lines = renderVerdict({ verdict: sampleRefusal({ facts }), artifact, colour: false })
  t.true(lines.some((line) => /^ {2}found +status +quarantined: malware/.test(line)))
  t.true(lines.some((line) => /^ {2}found +yanked/.test(line)))
  t.true(lines.some((line) => /^ {2}ok +provenance-state/.test(line)))
  t.false(lines.some((line) => line.startsWith('  before')))
})
