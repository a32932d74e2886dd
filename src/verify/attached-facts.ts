import type { Evidence } from '../verdict/index.ts'
import { JwsEffort, jwsOutcomes, readAttachedEvidence } from './attached/index.ts'
import { cmsFacts } from './cms-facts.ts'
import { statementKeys } from './plain/index.ts'
import { invalidSignature, type SignatureOutcome } from './signature-outcome.ts'
import type { CmsContext } from './x509/index.ts'

/**
 * The outcomes of signatures from inside a wheel: over RECORD, which must stand for every file. CMS signatures are verified
 * as those beside a file are; only what they are over is another text.
 */
export function attachedFacts(
  evidence: readonly Evidence[],
  context: CmsContext,
): readonly SignatureOutcome[] {
  const keys = statementKeys(context.trust, context.now * 1000)
  const effort = new JwsEffort()
  return evidence.flatMap(({ kind, bytes, origin }) => {
    try {
      const { record, signature } = readAttachedEvidence(bytes, context.sha256)
      if (kind === 'attached-jws') return jwsOutcomes(signature, record, origin, keys, effort)
      const suffixed = (['sha384', 'sha512'] as const).map((algorithm) => ({
        algorithm,
        suffix: '',
        digest: record[algorithm],
      }))
      return cmsFacts({ kind, origin, bytes: signature }, { ...context, sha256: record.sha256, suffixed })
    } catch (error) {
      return [invalidSignature(error, origin, null)]
    }
  })
}
