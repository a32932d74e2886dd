import { canonicalJson, parseSha256, sha256Of, type JsonValue } from '../../encoding/index.ts'
import { parseSpecifierSet } from '../../python/index.ts'
import { dayStart } from '../duration.ts'
import { compileGlob } from '../glob.ts'
import { indexUrl } from '../index-url.ts'
import type { Exception, FloorEntry, Match, NamedIndex, NamedRequirement, Policy, Rule } from '../policy.ts'
import type { PresetName } from '../presets.ts'
import { projectPattern } from '../project-pattern.ts'
import { ruleLookup } from '../rule-lookup.ts'
import {
  WAIVABLE,
  type ExceptionEntry,
  type FloorEntryText,
  type MatchEntry,
  type PolicyFile,
  type RuleEntry,
} from '../schema/index.ts'
import { compileAvailability, compileRevocations, compileRollout, compileTofu } from './compile-over-time.ts'
import { compileRequirement } from './compile-requirement.ts'
import { byDigest } from '../exceptions-by-digest.ts'
import type { Merged } from './merge.ts'

/** Makes the policy of a merged file that has passed shape and lint. */
export function compilePolicy({ file, ruleAt, floorAt }: Merged, preset: PresetName | null): Policy {
  const requirements = compileRequirements(file)
  const exceptions = (file.exceptions ?? []).map(compileException)
  return {
    name: file.metadata.name,
    version: file.metadata.version,
    digest: digestOf(file),
    mode: file.mode ?? 'enforce',
    indexes: compileIndexes(file),
    floor: (file.floor ?? []).map((entry, at) => compileFloor(entry, floorAt[at] ?? '', requirements)),
    rules: (file.rules ?? []).map((rule, at) => compileRule(rule, ruleAt[at] ?? '', { file, requirements })),
    lookup: ruleLookup((file.rules ?? []).map(({ match }) => match)),
    exceptions,
    exceptionsOf: byDigest(exceptions),
    tofu: compileTofu(file),
    availability: compileAvailability(file),
    revocations: compileRevocations(file),
    preset,
    effective: file,
  }
}

/** The same for the same meaning: comments, order of keys and the form of numbers don't count. */
function digestOf(file: PolicyFile): string {
  const value: JsonValue = JSON.parse(JSON.stringify(file))
  return sha256Of(new TextEncoder().encode(canonicalJson(value)))
}

type Requirements = ReadonlyMap<string, NamedRequirement>

function compileRequirements(file: PolicyFile): Requirements {
  const entries = Object.entries(file.requirements ?? {})
  return new Map(entries.map(([name, node]) => [name, { name, node: compileRequirement(node, file) }]))
}

function compileIndexes(file: PolicyFile): readonly NamedIndex[] {
  return Object.entries(file.indexes ?? {}).map(([name, entry]) => {
    const { url, allowInsecure = false } = entry
    return {
      name,
      url: url === undefined ? null : indexUrl(url),
      allowInsecure,
      private: entry.private ?? false,
    }
  })
}

interface Surroundings {
  readonly file: PolicyFile
  readonly requirements: Requirements
}

function compileRule(entry: RuleEntry, at: string, { file, requirements }: Surroundings): Rule {
  return {
    id: entry.id,
    at,
    match: compileMatch(entry.match),
    deny: entry.deny ?? null,
    warn: entry.warn ?? null,
    require: named(entry.require, requirements),
    settings: {
      onMissing: entry.onMissing ?? 'block',
      onUnavailable: entry.onUnavailable ?? 'block',
      onTooYoung: entry.onTooYoung ?? 'block',
    },
    rollout: compileRollout(file, entry.id),
    message: entry.message ?? null,
  }
}

function compileFloor(entry: FloorEntryText, at: string, requirements: Requirements): FloorEntry {
  return {
    id: entry.id ?? 'floor',
    at,
    match: entry.match === undefined ? null : compileMatch(entry.match),
    deny: entry.deny ?? null,
    require: named(entry.require, requirements),
    status: entry.status?.deny ?? null,
    provenanceState: entry.provenanceState?.deny ?? null,
  }
}

/** Lint has shown that each name is there. */
function named(names: readonly string[] = [], requirements: Requirements): readonly NamedRequirement[] {
  return names.flatMap((name) => requirements.get(name) ?? [])
}

function compileMatch(entry: MatchEntry): Match {
  return {
    project: projectGlobs(entry.project),
    projectNot: projectGlobs(entry.projectNot),
    anyProject: entry.project?.includes('*') ?? false,
    index: entry.index ?? null,
    indexNot: entry.indexNot ?? null,
    kind: entry.kind ?? null,
    channel: entry.channel ?? null,
    context: entry.context ?? null,
  }
}

function projectGlobs(patterns: readonly string[] | undefined): Match['project'] {
  return patterns?.map((pattern) => compileGlob(projectPattern(pattern))) ?? null
}

function compileException(entry: ExceptionEntry): Exception {
  return {
    id: entry.id,
    project: projectGlobs(entry.match.project) ?? [],
    version: entry.match.version === undefined ? null : parseSpecifierSet(entry.match.version),
    sha256: new Set(entry.match.sha256.flatMap((digest) => parseSha256(digest) ?? [])),
    waive: new Set(WAIVABLE.filter((check) => entry.waive.includes(check))),
    owner: entry.owner,
    reason: entry.reason,
    from: dayStart(entry.created),
    until: dayStart(entry.expires),
  }
}
