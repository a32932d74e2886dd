import test from 'ava'
import { readCertificate, type Certificate } from '../../../src/trust/index.ts'
import { limits } from '../../../src/verify/index.ts'
import { Unverified } from '../../../src/verify/unverified.ts'
import { Effort } from '../../../src/verify/x509/path/effort.ts'
import { findPath } from '../../../src/verify/x509/path/find-path.ts'
import { createIssuing, createKey, type Holder } from '../../world/x509/index.ts'
import { NOW } from './cms-cases.ts'

const issuing = createIssuing(NOW)
const read = ({ der }: Holder): Certificate => readCertificate(der)
const outcome = (end: Holder, anchors: readonly Holder[], intermediates: readonly Holder[]): string => {
  const base = { purpose: null, timeMs: NOW * 1000, revocations: { files: [], nowMs: NOW * 1000 } }
  const question = { ...base, anchors: anchors.map(read), intermediates: intermediates.map(read) }
  try {
    return `${findPath(read(end), question, new Effort()).length}`
  } catch (error) {
    if (error instanceof Unverified) return error.code
    throw error
  }
}

const chain = (length: number): readonly Holder[] => {
  const made = [issuing.root('root 0')]
  for (let at = 1; at < length; at += 1) {
    const above = made.at(-1)
    if (above !== undefined) made.push(issuing.authority(`ca ${at}`, above))
  }
  return made
}

test('a path has so many certificates and no more', (t) => {
  const authorities = chain(limits.MAX_PATH_CERTIFICATES)
  const ends = authorities.slice(-2).map((above) => issuing.signer('end', above))
  const outcomes = ends.map((end) => outcome(end, authorities.slice(0, 1), authorities.slice(1)))
  t.deepEqual(outcomes, [`${limits.MAX_PATH_CERTIFICATES}`, 'TC3319'])
})

test('where many CAs bear one name and key, and none leads to an anchor, the search ends', (t) => {
  const shared = createKey()
  const [anchor, hidden] = [issuing.root('anchor'), issuing.root('mesh', { key: shared })]
  const mesh = Array.from({ length: 40 }, (_, at) =>
    issuing.authority(`mesh ${at % 8}`, hidden, { key: shared }),
  )
  const crossed = mesh.flatMap((above) =>
    [0, 1, 2, 3, 4, 5, 6, 7].map((to) => issuing.authority(`mesh ${to}`, above, { key: shared })),
  )
  const end = issuing.signer('end', mesh[0] ?? hidden)
  t.is(outcome(end, [anchor], [...mesh, ...crossed]), 'TC3319')
})

test('one artifact has so many signatures verified and no more', (t) => {
  const anchor = issuing.root('anchor')
  const end = read(issuing.signer('end', anchor))
  const effort = new Effort()
  const twins = Array.from({ length: limits.MAX_CMS_CHECKS }, () => read(issuing.root('anchor')))
  for (const twin of twins) t.false(effort.isSignedBy(end, twin))
  t.false(effort.isSignedBy(end, twins[0] ?? end))
  t.throws(() => effort.isSignedBy(end, read(anchor)), { instanceOf: Unverified, code: 'TC3319' })
})

test('pairs of certificates are counted', (t) => {
  const effort = new Effort()
  for (let at = 0; at < limits.MAX_PATH_STEPS; at += 1) effort.step()
  t.throws(() => effort.step(), { instanceOf: Unverified, code: 'TC3319' })
})
