import type { Artifact } from '../../artifact/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { evidenceClass } from '../../report/index.ts'
import { factText, safeText } from '../../verdict/index.ts'
import type { Bill, Component, Property } from './bill.ts'
import { packageUrl } from './package-url.ts'
import { publicUrl } from './public-url.ts'
import { SbomError } from './sbom-error.ts'

const MAX_VALUE = 2000

/**
 * The bill of one run of pip: each artifact that was let pass, with what was proven about it. What was refused is no part
 * of it and is said. `records` are the run's decisions, in any order. Throws `SbomError` `run` where nothing was let pass.
 */
export function runBill(id: string, records: readonly DecisionRecord[]): Bill {
  const latest = new Map(
    records.toSorted((a, b) => a.at - b.at).map((record) => [keyOf(record.artifact), record]),
  )
  const passed = [...latest.values()].filter(({ verdict }) => verdict.decision !== 'block')
  const refused = [...latest.values()].filter(({ verdict }) => verdict.decision === 'block')
  if (passed.length === 0) {
    throw new SbomError('run', {
      message: `nothing that run \`${id}\` decided on was let pass: expected one artifact at least, found ${refused.length} that were refused`,
      hint: 'trustctl why',
    })
  }
  const components = passed.map(componentOf).toSorted((a, b) => (a.ref < b.ref ? -1 : 1))
  return {
    about: aboutRun(id, records),
    components,
    dependsOn: new Map(),
    phase: 'operations',
    doubts: refused
      .map(({ artifact, verdict }) => `\`${nameOf(artifact)}\` was refused: ${verdict.code}`)
      .toSorted(),
  }
}

/** When the run was: the time that its bill gives, so that the same run has the same bill. Seconds since the epoch. */
export function runTime(records: readonly DecisionRecord[]): number {
  return Math.max(...records.map(({ run, at }) => Math.max(run.startedAt, at)))
}

function keyOf(artifact: Artifact): string {
  return 'sha256' in artifact ? artifact.sha256 : `${artifact.location} ${artifact.commit}`
}

function nameOf(artifact: Artifact): string {
  return safeText('sha256' in artifact ? artifact.filename : (publicUrl(artifact.location) ?? artifact.kind))
}

function aboutRun(id: string, records: readonly DecisionRecord[]): Component {
  const [first] = records
  const properties: readonly Property[] =
    first === undefined
      ? []
      : [
          { name: 'run', value: id },
          { name: 'run:context', value: first.run.context },
          {
            name: 'run:policy',
            value: `${first.verdict.policy.name} ${first.verdict.policy.version} ${first.verdict.policy.digest}`,
          },
        ]
  return {
    ...WITHOUT_METADATA,
    ref: `run:${id}`,
    kind: 'application',
    name: `pip run ${id}`,
    version: null,
    purl: null,
    digests: [],
    properties,
  }
}

/** The daemon sees digests, evidence and facts, and no artifact's metadata. */
const WITHOUT_METADATA = {
  licence: { kind: 'unknown', why: 'a run records no metadata' },
  summary: null,
  author: null,
  links: [],
} as const

function componentOf(record: DecisionRecord): Component {
  const { artifact } = record
  return 'sha256' in artifact ? fileComponent(record, artifact) : treeComponent(record, artifact)
}

function fileComponent(
  record: DecisionRecord,
  {
    project,
    version,
    filename,
    sha256,
    index,
    kind,
    channel,
    size,
    location,
  }: Extract<Artifact, { readonly sha256: string }>,
): Component {
  const purl = packageUrl({ project, version, filename, index: index?.url ?? null })
  const url = publicUrl(location)
  return {
    ...WITHOUT_METADATA,
    // One name may come twice with other bytes: from two indexes, or built here.
    ref: `${purl}#${sha256.slice(0, 16)}`,
    kind: 'library',
    name: project,
    version,
    purl,
    digests: [{ algorithm: 'sha256', hex: sha256 }],
    links:
      url === null
        ? []
        : [
            {
              kind: kind === 'sdist' ? 'source-distribution' : 'distribution',
              url,
              digests: [{ algorithm: 'sha256', hex: sha256 }],
            },
          ],
    properties: [
      { name: 'artifact:kind', value: kind },
      { name: 'artifact:channel', value: channel },
      ...(size === null ? [] : [{ name: 'artifact:bytes', value: String(size) }]),
      ...(index === null ? [] : [{ name: 'artifact:index', value: index.url }]),
      ...judged(record),
    ],
  }
}

function treeComponent(
  record: DecisionRecord,
  { kind, project, commit, location }: Extract<Artifact, { readonly kind: 'vcs' | 'directory' }>,
): Component {
  const url = publicUrl(location.replace(/^(?:git|hg|bzr|svn)\+/, ''))
  const vcsUrl = url === null || kind !== 'vcs' ? null : `git+${url}${commit === null ? '' : `@${commit}`}`
  const purl = project === null ? null : packageUrl({ project, version: null, vcsUrl })
  return {
    ...WITHOUT_METADATA,
    ref: purl ?? `${kind}:${record.verdict.ref}`,
    kind: 'library',
    name: project ?? kind,
    version: commit,
    purl,
    digests: [],
    links: url === null || kind !== 'vcs' ? [] : [{ kind: 'vcs', url, digests: [] }],
    properties: [{ name: 'artifact:kind', value: kind }, ...judged(record)],
  }
}

/** Policy, decision and each fact, in words that the daemon's other reports use too. */
function judged(record: DecisionRecord): readonly Property[] {
  const { verdict, circumstances } = record
  const own = verdict.facts.slice(0, circumstances?.ownFacts ?? verdict.facts.length)
  return [
    { name: 'decision', value: verdict.decision },
    { name: 'decision:code', value: verdict.code },
    { name: 'decision:ref', value: verdict.ref },
    { name: 'decision:rule', value: verdict.rule },
    ...(verdict.exception === null ? [] : [{ name: 'decision:exception', value: verdict.exception }]),
    { name: 'evidence', value: evidenceClass(record) },
    ...own.map((fact) => ({
      name: `fact:${fact.check}`,
      value: `${fact.result}: ${safeText(factText(fact), MAX_VALUE)}`,
    })),
  ]
}
