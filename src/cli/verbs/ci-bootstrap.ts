import { detectProvider, parseProvider, PROVIDERS, type Provider } from '../../guard/index.ts'
import {
  beginJob,
  checkLines,
  emptyReportsFolder,
  jobFolders,
  jobVariables,
  reportsFolder,
  restoredLines,
  tellRunner,
  type JobWish,
} from '../ci/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { EXIT, type ExitCode } from '../exit-code.ts'
import { once, withJson } from '../options.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  provider: string | undefined
  policy: string | undefined
  after: string | undefined
  'no-guard': boolean
}

/** `trustctl ci bootstrap` */
export const ciBootstrap: Verb<Options> = {
  manual: {
    synopsis: `[--provider ${PROVIDERS.join('|')}] [--policy FILE] [--no-guard] [--after FILE] [--json]`,
    description: [
      'Guards pip for the rest of a CI job: makes a home that is this job’s alone, starts the daemon in it, proves live that a tampered package is refused and a good one is not, and only then puts the shims on PATH for later steps. End the job with `trustctl ci report`.',
      'Pips that no shim sees (`python3 -m pip`, virtual environments, tox) are guarded too, as by `trustctl protect user`: pip’s user configuration points at the guard until `trustctl ci report` gives it back. What a job without a report left is given back by the next bootstrap. --no-guard leaves all of it out.',
      'Nothing that a cache restored is believed: the home is new, and where `PIP_TRUST_HOME` names a folder that holds anything, the job is refused. The policy is the preset `ci`, unless --policy names a file; policies of the machine (/etc/pip-trust) hold besides. Keyrings that such a policy names lie beside it: keyrings/KEYRING/FILE.',
      'On GitHub it writes GITHUB_PATH and GITHUB_ENV. Elsewhere it prints what the shell is to evaluate; on GitLab that also runs the report when the shell of the script ends, since the status of `after_script` counts for nothing there. Where the job is refused, what is printed ends the shell.',
    ],
    json: [
      '{ provider, home, policy, daemon, checks: [{ name, isProven, words, hint }],',
      '  setAside: [{ path, what }], variables: [{ name, value }], path: [FOLDER] }',
      'or { restored: { home, found: [{ path, what }] } } where the job is refused',
    ],
    exitCodes: [0, 1, 2, 25],
    examples: [
      { command: 'trustctl ci bootstrap', does: 'in a step of a GitHub job' },
      {
        command: 'pt=$(trustctl ci bootstrap) && eval "$pt"',
        does: 'in GitLab’s before_script, or any shell',
      },
      {
        command: 'trustctl ci bootstrap --policy .pip-trust/policy.yaml',
        does: 'by a policy of the repository',
      },
    ],
    files: [
      { path: '~/.config/pip/pip.conf', what: 'pip’s user configuration, while the job lasts' },
      { path: '~/.local/state/pip-trust/ci-guard', what: 'what is to be given back' },
      {
        path: '$RUNNER_TEMP/pip-trust-ci-*',
        what: 'the job’s home; else in the folder for temporary files, or in another where other users could replace it',
      },
    ],
    seeAlso: ['trustctl ci report', 'trustctl doctor', 'trustctl policy show'],
  },
  options: (parser) =>
    withJson(parser)
      .option('provider', {
        type: 'string',
        coerce: once('provider'),
        describe: 'whose job it is; found out from the environment when left out',
      })
      .option('policy', {
        type: 'string',
        coerce: once('policy'),
        describe: 'the job’s policy, instead of the preset `ci`',
      })
      .option('no-guard', {
        type: 'boolean',
        default: false,
        defaultDescription: 'no',
        describe: 'guard the shims’ pips alone, and leave pip’s configuration as it is',
      })
      .option('after', {
        type: 'string',
        coerce: once('after'),
        describe: 'GitLab: write what `after_script` is to read here; in a folder that no cache restores',
      }),
  run: async ({ json, provider: named, policy, after, 'no-guard': noGuard }, cli) => {
    const provider = providerOf(named, cli)
    const forShell = provider !== 'github' && !json
    try {
      const code = await bootstrap(cli, { provider, policy, guard: !noGuard, after, json })
      if (code !== EXIT.ok && forShell) cli.print(`exit ${code}`)
      return code
    } catch (error) {
      // Whoever evaluates what is printed must not go on unguarded.
      if (forShell) cli.print(`exit ${EXIT.internal}`)
      throw error
    }
  },
}

interface Wish extends JobWish {
  readonly after: string | undefined
  readonly json: boolean
}

async function bootstrap(cli: Cli, { provider, policy, guard, after, json }: Wish): Promise<ExitCode> {
  await emptyReportsFolder(reportsFolder(cli))
  const begun = await beginJob(cli, { provider, policy, guard })
  if (begun.kind === 'restored') {
    const { home, found } = begun
    if (json) cli.print(JSON.stringify({ restored: { home, found } }, null, 2))
    cli.complain(
      `pip-trust: \`PIP_TRUST_HOME\` names \`${home}\`, which held something before this job began`,
    )
    for (const line of restoredLines(found)) cli.complain(line)
    cli.complain('  expected a folder that is empty or absent: what a cache restores is not trusted')
    cli.complain('  try  unset PIP_TRUST_HOME, and leave it out of the cache')
    return EXIT.unproven
  }
  const { job, setAside, checks } = begun
  for (const line of checkLines(checks, cli.colourOfErrors)) cli.complain(line)
  if (setAside.length > 0) cli.complain('pip-trust: not used in this job, for it was there before:')
  for (const line of restoredLines(setAside)) cli.complain(line)
  const isProven = checks.every((check) => check.isProven)
  const text = isProven ? await tellRunner(cli, job, after) : null
  if (json) {
    const { home, policy: inForce, daemon } = job
    const about = { provider, home, policy: inForce, daemon, checks, setAside }
    const told = { variables: jobVariables(home, cli.env), path: jobFolders(cli) }
    cli.print(JSON.stringify({ ...about, ...(isProven ? told : {}) }, null, 2))
  } else if (text !== null) cli.print(text.trimEnd())
  return isProven ? EXIT.ok : EXIT.unproven
}

function providerOf(named: string | undefined, { env }: Cli): Provider {
  if (named === undefined) return detectProvider(env)
  const provider = parseProvider(named)
  if (provider !== null) return provider
  throw new CliError('usage', {
    message: `there is no provider \`${named}\`: expected ${PROVIDERS.join(', ')}`,
    hint: 'trustctl ci bootstrap --provider shell',
  })
}
