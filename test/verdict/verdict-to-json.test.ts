import test from 'ava'
import { renderSummary, verdictToJson } from '../../src/verdict/index.ts'
import { sampleRefusal, sampleVerdict, sampleWheel } from './samples.ts'

test('a verdict as JSON has the artifact, the name of the code and the publisher', (t) => {
  const json = verdictToJson({ verdict: sampleVerdict(), artifact: sampleWheel() })
  t.is(json.slug, 'allowed')
  t.is(json.publisher, 'GitHub pypa/sampleproject release.yml @ refs/heads/main')
  t.is(json.artifact.kind, 'wheel')
  t.deepEqual(JSON.parse(JSON.stringify(json)), json)
})

test('without a good attestation there is no publisher', (t) => {
  t.is(verdictToJson({ verdict: sampleRefusal(), artifact: sampleWheel() }).publisher, null)
})

test('the last line counts', (t) => {
  t.is(
    renderSummary({ artifacts: 31, verified: 29, warned: 2, refused: 0, fromCache: 27 }),
    'pip-trust: 31 artifacts: 29 verified, 2 warned, 0 refused (27 from cache)',
  )
  t.regex(renderSummary({ artifacts: 1, verified: 1, warned: 0, refused: 0, fromCache: 0 }), /: 1 artifact: /)
})
