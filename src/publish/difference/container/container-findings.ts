import { packed, type Finding } from '../difference.ts'
import { gzipFindings } from './gzip-findings.ts'
import { plainTar, readTarMembers } from './tar-members.ts'
import { tarFindings } from './tar-findings.ts'
import { readZipForm } from './zip-form.ts'
import { zipFindings } from './zip-findings.ts'

/** How two archives that were read in good order pack what is in them. The members' contents are not looked at. */
export function containerFindings(kind: 'wheel' | 'sdist', a: Uint8Array, b: Uint8Array): readonly Finding[] {
  return kind === 'sdist' ? sdistFindings(a, b) : wheelFindings(a, b)
}

function sdistFindings(a: Uint8Array, b: Uint8Array): readonly Finding[] {
  const headers = gzipFindings(a, b)
  const [first, second] = [plainTar(a), plainTar(b)]
  if (!first.equals(second))
    return [...headers, ...tarFindings(readTarMembers(first), readTarMembers(second))]
  return headers.length > 0 ? headers : [packed('compression', null, 'the same tar, packed otherwise')]
}

function wheelFindings(a: Uint8Array, b: Uint8Array): readonly Finding[] {
  const [first, second] = [readZipForm(a), readZipForm(b)]
  if (first === null || second === null)
    return [packed('container-bytes', null, 'a zip64 archive, which is not looked into')]
  return zipFindings(first, second)
}
