import { canonicalJson, sha256Of, type JsonValue } from '../encoding/index.ts'
import type { KeptQuestion } from '../store/index.ts'
import type { ReasonCode } from '../verdict/index.ts'

/** `TC2103-7f3a`: the code, and the start of a digest over run, artifact and code. */
export function verdictRef({ run, artifact }: KeptQuestion, code: ReasonCode): string {
  const index = artifact.index === null ? null : { ...artifact.index }
  const subject: JsonValue = { run: run.id, artifact: { ...artifact, index }, code }
  return `${code}-${sha256Of(Buffer.from(canonicalJson(subject))).slice(0, 4)}`
}
