import type { Sha256 } from '../encoding/index.ts'
import type { Store } from '../store/index.ts'
import type { IntegrityFact, ReasonCode } from '../verdict/index.ts'
import type { FileQuestion } from './file-question.ts'

/** The bytes against every digest that was named for them, and against what this machine saw under that name before. */
export async function integrityFact(question: FileQuestion, store: Store): Promise<IntegrityFact> {
  const { artifact, claimed } = question
  const other = claimed.find(({ sha256 }) => sha256 !== artifact.sha256)
  if (other !== undefined) return differs('TC1002', `sha256:${other.sha256} (${other.by})`, artifact.sha256)
  const seen = await seenBefore(question, store)
  if (seen !== null && seen !== artifact.sha256) {
    return differs('TC1006', `sha256:${seen} (seen before)`, artifact.sha256)
  }
  const agreeing = [...new Set(claimed.map(({ by }) => by)), ...(seen === null ? [] : ['seen-before'])]
  return { check: 'integrity', result: 'ok', agreeing }
}

/** The index and file name whose history counts: only an index promises that a name keeps its bytes. */
export function historyName({ artifact }: FileQuestion): { index: string; filename: string } | null {
  const { channel, index, filename } = artifact
  if (index === null || (channel !== 'index' && channel !== 'cache')) return null
  return { index: index.url, filename }
}

async function seenBefore(question: FileQuestion, store: Store): Promise<Sha256 | null> {
  const name = historyName(question)
  return name === null ? null : await store.seen(name.index, name.filename)
}

function differs(code: ReasonCode, expected: string, found: Sha256): IntegrityFact {
  return {
    check: 'integrity',
    result: 'invalid',
    finding: { code, expected, found: `sha256:${found}` },
    origin: null,
  }
}
