import { appendFile, chmod, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { KeysError, openLedger, type Ledger, type SignatureMade } from '../../../src/publish/keys/index.ts'
import { MAX_ENTRY_BYTES, NOTHING_BEFORE, readChain } from '../../../src/publish/keys/ledger-entry.ts'
import { sha256Of } from '../../../src/encoding/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { NOW } from './support.ts'

const made = (name: string): SignatureMade => ({
  at: NOW,
  actor: 'dana',
  key: 'AB'.repeat(32),
  holder: 'dana',
  purpose: 'release',
  form: 'minisign',
  subject: { name, sha256: sha256Of(Buffer.from(name)) },
  signature: sha256Of(Buffer.from(`${name}.minisig`)),
})

const ledgerError = { instanceOf: KeysError, code: 'ledger' }

async function scratch(t: ExecutionContext): Promise<Ledger> {
  return openLedger(join(await temporaryFolder(t), 'ledger'))
}

test('entries follow on one another, over several openings', async (t) => {
  const ledger = await scratch(t)
  t.deepEqual((await ledger.read()).head, { seq: 0, sha256: NOTHING_BEFORE })
  await ledger.append([made('a'), made('b')])
  const head = await openLedger(dirname(ledger.file)).append([made('c')])
  const chain = await ledger.read()
  t.is(chain.broken, null)
  t.deepEqual(chain.head, head)
  t.deepEqual(
    chain.entries.map(({ seq, subject }) => [seq, subject.name]),
    [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ],
  )
  t.is((await stat(ledger.file)).mode & 0o777, 0o600)
})

test('whatever is changed, swapped, taken out or added by hand is found, and nothing more is signed', async (t) => {
  const ledger = await scratch(t)
  await ledger.append(['a', 'b', 'c'].map(made))
  const text = await readFile(ledger.file, 'utf8')
  const [one = '', two = '', three = ''] = text.split('\n')
  const forged = text.replace('"name":"b"', '"name":"x"')
  const attacks: readonly (readonly [string, string])[] = [
    ['changed', forged],
    ['taken out', `${one}\n${three}\n`],
    ['swapped', `${two}\n${one}\n${three}\n`],
    ['cut at the end', `${one}\n${two}\n`],
    ['emptied', ''],
    ['last one changed', text.replace('"name":"c"', '"name":"x"')],
    ['no entry', `${text}x\n`],
    ['another form', text.replace('{"actor"', '{ "actor"')],
    ['begun anew', readChainOf([made('x'), made('y'), made('z')])],
    ['bytes that are no text', `${text}\u0000\n`],
  ]
  for (const [what, content] of attacks) {
    await writeFile(ledger.file, content)
    t.not((await ledger.read()).broken, null, what)
    await t.throwsAsync(() => ledger.append([made('d')]), ledgerError, what)
    t.is(await readFile(ledger.file, 'utf8'), content, what)
  }
  await rm(ledger.file)
  t.not((await ledger.read()).broken, null)
})

/** A chain that holds together by itself. */
function readChainOf(entries: readonly SignatureMade[]): string {
  let previous = NOTHING_BEFORE
  return entries
    .map((each, at) => {
      const { actor, at: when, form, holder, key, purpose, signature, subject } = each
      const rest = {
        actor,
        at: when,
        form,
        holder,
        key,
        previous,
        purpose,
        seq: at + 1,
        signature,
        subject,
        v: 1,
      }
      const line = JSON.stringify(rest)
      previous = sha256Of(Buffer.from(line))
      return `${line}\n`
    })
    .join('')
}

test('a chain of somebody else holds together, and is not ours', (t) => {
  t.is(readChain(readChainOf([made('x'), made('y')])).broken, null)
})

test('a line that was torn off by a crash gives way; the head may be one append behind', async (t) => {
  const ledger = await scratch(t)
  await ledger.append([made('a')])
  const head = await readFile(join(dirname(ledger.file), 'head.json'))
  await ledger.append([made('b')])
  await writeFile(join(dirname(ledger.file), 'head.json'), head, { mode: 0o600 })
  await appendFile(ledger.file, '{"actor":"da')
  t.like(await ledger.read(), { broken: null, torn: '{"actor":"da' })
  await ledger.append([made('c')])
  const chain = await ledger.read()
  t.deepEqual([chain.broken, chain.torn, chain.entries.length], [null, '', 3])
})

test('a ledger that others may read, that is cut or can not be written signs nothing', async (t) => {
  const ledger = await scratch(t)
  await ledger.append([made('a')])
  await chmod(ledger.file, 0o644)
  await t.throwsAsync(() => ledger.append([made('b')]), ledgerError)
  await chmod(ledger.file, 0o600)
  await writeFile(join(dirname(ledger.file), 'head.json'), 'no json')
  await t.throwsAsync(() => ledger.append([made('b')]), ledgerError)
  await truncate(join(dirname(ledger.file), 'head.json'), 0)
  await t.throwsAsync(() => ledger.append([made('b')]), ledgerError)
})

test('an entry has a greatest size', (t) => {
  const line = readChainOf([made('a')]).trimEnd()
  const padded = (size: number): string => `${line.slice(0, -1)}${' '.repeat(size - line.length)}}\n`
  t.is(readChain(padded(MAX_ENTRY_BYTES)).broken, 'line 1 is not in its canonical form')
  t.is(readChain(padded(MAX_ENTRY_BYTES + 1)).broken, 'line 1 is no entry')
})
