import { parseProjectName, parseVersion } from '../../python/index.ts'
import { isReasonCode } from '../../verdict/index.ts'
import type { Path, PolicyProblem } from '../policy-problem.ts'
import { problemAt, type Layer } from './layer.ts'

/** What a test is about, and what it expects, must be such that it can hold. */
export function lintTests(layer: Layer): readonly PolicyProblem[] {
  return (layer.file.tests ?? []).flatMap(({ given, expect }, at) => [
    ...wrong(
      layer,
      ['tests', at, 'given', 'project'],
      parseProjectName(given.project) !== null,
      'project name',
    ),
    ...wrong(
      layer,
      ['tests', at, 'given', 'version'],
      parseVersion(given.version) !== null,
      'version (PEP 440)',
    ),
    ...wrong(layer, ['tests', at, 'expect', 'code'], isReasonCode(expect.code ?? 'TC0000'), 'reason code'),
  ])
}

function wrong(layer: Layer, path: Path, isRight: boolean, what: string): readonly PolicyProblem[] {
  const message = `\`${path.at(-1) ?? ''}\` is no ${what}`
  return isRight ? [] : [problemAt(layer, path, { code: 'value', message })]
}
