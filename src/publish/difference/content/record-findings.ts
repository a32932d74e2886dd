import { content, packed, type Finding } from '../difference.ts'

/**
 * What differs in two RECORD files (the wheel specification's list of names, digests and sizes) beside the lines of
 * members that differ themselves. Only their order and line endings count as packing.
 */
export function recordFindings(
  name: string,
  a: Uint8Array,
  b: Uint8Array,
  differing: ReadonlySet<string>,
): readonly Finding[] {
  const [first, second] = [linesOf(a, differing), linesOf(b, differing)]
  const [sortedA, sortedB] = [first.toSorted(), second.toSorted()]
  const at = sortedA.findIndex((line, index) => line !== sortedB[index])
  if (at >= 0 || sortedA.length !== sortedB.length) {
    const where = at < 0 ? sortedA.length : at
    return [content('record', name, `${sortedA[where] ?? 'no line'} / ${sortedB[where] ?? 'no line'}`)]
  }
  if (first.some((line, index) => line !== second[index]))
    return [packed('record-form', name, 'the order of its lines')]
  if (hasReturns(a) !== hasReturns(b)) return [packed('record-form', name, 'its line endings')]
  return differing.size > 0 ? [] : [packed('record-form', name, 'its blanks or quotes')]
}

function linesOf(bytes: Uint8Array, differing: ReadonlySet<string>): readonly string[] {
  return Buffer.from(bytes)
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !differing.has(nameIn(line)))
}

/** A name with a comma or a quote stands in quotes (RFC 4180). */
function nameIn(line: string): string {
  const [, quoted, plain] = /^(?:"((?:[^"]|"")*)"|([^,]*)),/.exec(line) ?? []
  return quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"')
}

function hasReturns(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('\r\n')
}
