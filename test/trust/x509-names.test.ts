import test from 'ava'
import { EncodingError } from '../../src/encoding/index.ts'
import {
  alternativeNames,
  brokenConstraint,
  MAX_NAMES,
  nameConstraints,
  namesOf,
  ownerOf,
  readCertificate,
  readName,
} from '../../src/trust/index.ts'
import { explicit, implicit, integer, oid, sequence, set, tlv, utf8 } from '../world/sigstore/der.ts'
import { createIssuing } from '../world/x509/index.ts'

const issuing = createIssuing(Date.UTC(2026, 8, 1) / 1000)
const root = issuing.root('Acme Root CA')
const mail = (text: string): Buffer => implicit(1, Buffer.from(text))
const dns = (text: string): Buffer => implicit(2, Buffer.from(text))
const uri = (text: string): Buffer => implicit(6, Buffer.from(text))
const ip = (...bytes: readonly number[]): Buffer => implicit(7, Buffer.from(bytes))
const other = explicit(0, oid('1.2.3'), explicit(0, utf8('x')))
const rdn = (type: string, value: Buffer): Buffer => set(sequence(oid(type), value))
const directory = (...rdns: readonly Buffer[]): Buffer => explicit(4, sequence(...rdns))

const named = (...names: readonly Buffer[]) =>
  readCertificate(
    issuing.signer('Sam', root, { extensions: { '2.5.29.17': { value: sequence(...names) } } }).der,
  )
const constrained = (value: Buffer) =>
  readCertificate(issuing.root('ca', { extensions: { '2.5.29.30': { critical: true, value } } }).der)
const subtrees = (tag: number, ...bases: readonly Buffer[]): Buffer =>
  explicit(tag, ...bases.map((base) => sequence(base)))

/** Whether a name breaks a constraint; `null` where either can't be read. */
const breaks = (name: Buffer, ...parts: readonly Buffer[]): boolean | null => {
  try {
    const constraints = nameConstraints(constrained(sequence(...parts)))
    return constraints === null ? null : brokenConstraint(namesOf(named(name)), constraints) !== null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
const permits = (name: Buffer, base: Buffer): boolean => breaks(name, subtrees(0, base)) === false
const excludes = (name: Buffer, base: Buffer): boolean => breaks(name, subtrees(1, base)) === true

test('hosts are below a host, and wildcards whatever they may stand for', (t) => {
  for (const host of ['acme.example', 'a.acme.example', 'A.B.ACME.example', '*.acme.example'])
    t.true(permits(dns(host), dns('acme.example')) && excludes(dns(host), dns('acme.example')), host)
  for (const host of ['evilacme.example', 'example', 'acme.example.evil.example'])
    t.false(permits(dns(host), dns('acme.example')) || excludes(dns(host), dns('acme.example')), host)
  t.false(permits(dns('*.example'), dns('acme.example')))
  t.true(excludes(dns('*.example'), dns('acme.example')))
})

test('mailboxes are one, a host’s, or all below a host', (t) => {
  t.true(permits(mail('dana@Acme.example'), mail('acme.example')))
  t.false(permits(mail('dana@a.acme.example'), mail('acme.example')))
  t.true(permits(mail('dana@a.acme.example'), mail('.acme.example')))
  t.false(permits(mail('dana@acme.example'), mail('.acme.example')))
  t.true(permits(mail('dana@acme.example'), mail('dana@acme.example')))
  t.false(permits(mail('Dana@acme.example'), mail('dana@acme.example')))
})

test('the host of an URI counts, and one without a host is excluded', (t) => {
  t.true(permits(uri('https://user@build.example:8443/x'), uri('build.example')))
  t.false(permits(uri('https://evil.example/?@build.example'), uri('build.example')))
  t.false(permits(uri('https://build.example@evil.example/'), uri('build.example')))
  t.true(permits(uri('https://a.build.example'), uri('.build.example')))
  t.true(excludes(uri('urn:example:x'), uri('build.example')))
  t.false(permits(uri('https://127.0.0.1/'), uri('build.example')))
})

test('addresses are within their range, of their own family', (t) => {
  const net = ip(10, 1, 0, 0, 255, 255, 0, 0)
  t.true(permits(ip(10, 1, 9, 9), net))
  t.false(permits(ip(10, 2, 9, 9), net))
  t.false(permits(ip(...Buffer.alloc(16, 10)), net))
})

test('directory names are compared as people read them', (t) => {
  const base = directory(rdn('2.5.4.10', utf8('Acme  Works')))
  const printable = (text: string): Buffer => tlv(0x13, Buffer.from(text))
  t.true(excludes(directory(rdn('2.5.4.10', printable('ACME WORKS')), rdn('2.5.4.3', utf8('x'))), base))
  t.false(excludes(directory(rdn('2.5.4.11', utf8('Acme Works'))), base))
  t.false(excludes(directory(rdn('2.5.4.3', utf8('x')), rdn('2.5.4.10', utf8('Acme Works'))), base))
})

test('a kind of name that isn’t understood may not occur where it is constrained', (t) => {
  t.true(breaks(other, subtrees(0, other)))
  t.true(breaks(other, subtrees(1, other)))
  t.false(breaks(dns('a.example'), subtrees(1, other)))
})

test('constraints that are in no form are refused', (t) => {
  const any = dns('a.example')
  const bad: readonly (readonly Buffer[])[] = [
    [],
    [explicit(0)],
    [subtrees(2, any)],
    [subtrees(1, any), subtrees(0, any)],
    [explicit(0, sequence(any, implicit(0, Buffer.from([1]))))],
    [explicit(0, sequence(any, implicit(1, Buffer.from([0]))))],
    [subtrees(0, dns('*.a.example'))],
    [subtrees(0, dns('.a.example'))],
    [subtrees(0, mail('a@b@c.example'))],
    [subtrees(0, uri('https://a.example'))],
    [subtrees(0, ip(10, 0, 0, 0))],
    [subtrees(0, ip(10, 0, 0, 0, 255, 0, 255, 0))],
  ]
  for (const parts of bad) t.is(breaks(any, ...parts), null, sequence(...parts).toString('hex'))
})

test('alternative names that are in no form are refused', (t) => {
  const bad: readonly (readonly Buffer[])[] = [
    [],
    [dns('under_score.example')],
    [dns('127.0.0.1')],
    [dns('a..example')],
    [dns('a.example\u0000.evil.example')],
    [mail('dana')],
    [mail('"a b"@acme.example')],
    [uri('no scheme')],
    [ip(1, 2, 3)],
    [directory()],
    [implicit(9, Buffer.from('x'))],
    [integer(Buffer.from([1]))],
  ]
  for (const names of bad)
    t.throws(
      () => alternativeNames(named(...names)),
      { instanceOf: EncodingError },
      sequence(...names).toString('hex'),
    )
})

test('names are bounded', (t) => {
  const many = (count: number): readonly Buffer[] =>
    Array.from({ length: count }, (_, at) => dns(`h${at}.example`))
  t.is(alternativeNames(named(...many(MAX_NAMES))).length, MAX_NAMES)
  t.throws(() => alternativeNames(named(...many(MAX_NAMES + 1))), { instanceOf: EncodingError })
  const bases = (count: number) => constrained(sequence(subtrees(1, ...many(count))))
  t.is(nameConstraints(bases(MAX_NAMES))?.excluded.length, MAX_NAMES)
  t.throws(() => nameConstraints(bases(MAX_NAMES + 1)), { instanceOf: EncodingError })
  const name = (size: number): Buffer => sequence(rdn('2.5.4.3', utf8('x'.repeat(size))))
  t.is(readName(name(4096 - 21)).length, 1)
  t.throws(() => readName(name(4096 - 20)), { instanceOf: EncodingError })
  const long = `https://a.example/${'x'.repeat(300)}`
  t.throws(() => alternativeNames(named(...Array.from({ length: 120 }, () => uri(long)))), {
    instanceOf: EncodingError,
  })
})

test('an owner is short, whatever the subject', (t) => {
  const sam = readCertificate(issuing.signer('x'.repeat(2000), root).der)
  t.is(ownerOf(sam).length, 256)
})
