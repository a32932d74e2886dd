/**
 * Runs CI jobs from nothing, as GitHub's and GitLab's runners and a plain shell would, in a system of its own that has
 * python3 with pip and nothing else, and writes how each ended: `node scripts/ci-jobs.ts --root DIR [--check]`. DIR is made by
 *
 *   debootstrap --variant=minbase --include=python3,python3-pip,python3-venv,ca-certificates bookworm DIR
 *
 * Needs root. Without --check the table is written to test/e2e/CI-JOBS.md. What installs comes through pip and npm as this
 * machine is set up for them; what the jobs install comes from an index on this machine.
 */
import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runJobs } from './ci-jobs/jobs.ts'
import { jobTable } from './ci-jobs/table.ts'

const checkout = join(import.meta.dirname, '..')
const { values } = parseArgs({
  options: { root: { type: 'string' }, check: { type: 'boolean', default: false } },
})
if (values.root === undefined) throw new Error('`--root DIR` is missing: a Debian root with python3 and pip')
const root = realpathSync(values.root)

/** The commit as GitHub and GitLab would give it: an archive, and it unpacked. */
function placeSource(): void {
  const archive = join(root, 'pip-trust.tar.gz')
  execFileSync('git', [
    '-C',
    checkout,
    'archive',
    '--format=tar.gz',
    '--prefix=pip-trust/',
    '-o',
    archive,
    'HEAD',
  ])
  execFileSync('rm', ['-rf', join(root, 'pip-trust'), join(root, 'job')])
  execFileSync('tar', ['-xzf', archive, '-C', root])
}

/** How this machine reaches registries: certificates and configuration, where it has them. */
function placeSettings(): void {
  for (const file of ['/etc/pip.conf', '/etc/npmrc', '/etc/resolv.conf', '/etc/hosts', '/root/.npmrc'])
    if (existsSync(file)) copyFileSync(file, join(root, file))
  mkdirSync(join(root, 'etc/ssl/certs'), { recursive: true })
  cpSync('/etc/ssl/certs/ca-certificates.crt', join(root, 'etc/ssl/certs/ca-certificates.crt'), {
    dereference: true,
  })
}

function mount(...args: readonly string[]): void {
  execFileSync('mount', [...args])
}

/** What jobs without a report leave running, and nothing else: processes whose root folder is this one. */
function endAll(): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    if (rootOf(pid) === root) process.kill(Number(pid), 'SIGKILL')
}

function rootOf(pid: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/root`)
  } catch {
    return null
  }
}

endAll()
placeSource()
placeSettings()
mount('--bind', '/dev', join(root, 'dev'))
mount('-t', 'proc', 'proc', join(root, 'proc'))
try {
  const outcomes = await runJobs(root)
  const table = jobTable(outcomes)
  process.stdout.write(table)
  if (!values.check) writeFileSync(join(checkout, 'test/e2e/CI-JOBS.md'), table)
  process.exitCode = outcomes.every(({ isAsExpected }) => isAsExpected) ? 0 : 1
} finally {
  endAll()
  for (const folder of ['dev', 'proc']) execFileSync('umount', ['--lazy', join(root, folder)])
}
