import type { Path, PolicyProblem } from '../policy-problem.ts'
import { ownValue } from '../own-value.ts'
import { TOFU_PIN } from './compile-requirement.ts'
import type { MatchEntry, PolicyFile, RequirementEntry } from '../schema/index.ts'
import { problemAt, type Layer } from './layer.ts'

/** Names that a file may use: its own and its preset's, and the keyrings of the key store. */
export interface KnownNames {
  readonly merged: PolicyFile
  readonly keyrings: readonly string[]
}

/** Every name that is used must be defined, and be of the kind that its place needs. */
export function lintNames(layer: Layer, known: KnownNames): readonly PolicyProblem[] {
  return [
    ...requirementNames(layer, known),
    ...indexNames(layer, known),
    ...identityNames(layer, known),
    ...keyringNames(layer, known),
    ...rolloutRules(layer, known),
    ...testIndexes(layer, known),
  ]
}

function rolloutRules(layer: Layer, { merged }: KnownNames): readonly PolicyProblem[] {
  return (layer.file.rollout ?? []).flatMap(({ rule }, at) => {
    const path = ['rollout', at, 'rule']
    const found = merged.rules?.find(({ id }) => id === rule)
    if (found === undefined) return [undefinedName(layer, path, 'rule', rule)]
    if (found.deny === undefined) return []
    const message = `\`${rule}\` denies whatever is found, and has no settings that could change`
    return [problemAt(layer, path, { code: 'wrong-kind', message })]
  })
}

function testIndexes(layer: Layer, { merged }: KnownNames): readonly PolicyProblem[] {
  const known = new Set(['default', ...Object.keys(merged.indexes ?? {})])
  return (layer.file.tests ?? []).flatMap(({ given }, at) => {
    const own = given.index === undefined || known.has(given.index)
    const seen = (given.evidence?.seenOn ?? []).flatMap((name, nth) =>
      known.has(name)
        ? []
        : [undefinedName(layer, ['tests', at, 'given', 'evidence', 'seenOn', nth], 'index', name)],
    )
    return own
      ? seen
      : [undefinedName(layer, ['tests', at, 'given', 'index'], 'index', given.index ?? ''), ...seen]
  })
}

function requirementNames(layer: Layer, { merged }: KnownNames): readonly PolicyProblem[] {
  return (['rules', 'floor'] as const).flatMap((section) =>
    (layer.file[section] ?? []).flatMap(({ require: names = [] }, at) =>
      names.flatMap((name, index) => {
        const path = [section, at, 'require', index]
        return Object.hasOwn(merged.requirements ?? {}, name)
          ? []
          : [undefinedName(layer, path, 'requirement', name)]
      }),
    ),
  )
}

function indexNames(layer: Layer, { merged }: KnownNames): readonly PolicyProblem[] {
  const known = new Set(['default', ...Object.keys(merged.indexes ?? {})])
  return (['rules', 'floor'] as const).flatMap((section) =>
    (layer.file[section] ?? []).flatMap(({ match = {} }, at) =>
      unknownIndexes(match, known).map(({ key, index, name }) =>
        undefinedName(layer, [section, at, 'match', key, index], 'index', name),
      ),
    ),
  )
}

function unknownIndexes(match: MatchEntry, known: ReadonlySet<string>) {
  return (['index', 'indexNot'] as const).flatMap((key) =>
    (match[key] ?? []).flatMap((name, index) => (known.has(name) ? [] : [{ key, index, name }])),
  )
}

function identityNames(layer: Layer, known: KnownNames): readonly PolicyProblem[] {
  return Object.entries(layer.file.requirements ?? {}).flatMap(([name, node]) =>
    nodeIdentities(layer, known, node, ['requirements', name]),
  )
}

function nodeIdentities(
  layer: Layer,
  known: KnownNames,
  node: RequirementEntry,
  path: Path,
): readonly PolicyProblem[] {
  const below = (['all', 'any', 'of'] as const).flatMap((key) =>
    (node[key] ?? []).flatMap((child, at) => nodeIdentities(layer, known, child, [...path, key, at])),
  )
  const here = (['attestation', 'signature', 'provenance'] as const).flatMap((key) =>
    (node[key]?.by ?? []).flatMap((name, at) => identityUse(layer, known, name, [...path, key, 'by', at])),
  )
  return [...here, ...rebuilderUse(layer, known, node.rebuild, [...path, 'rebuild']), ...below]
}

function identityUse(
  layer: Layer,
  { merged }: KnownNames,
  name: string,
  path: Path,
): readonly PolicyProblem[] {
  const wantsKeyring = path.at(-3) === 'signature'
  if (name === TOFU_PIN && !wantsKeyring) return []
  const identity = ownValue(merged.identities ?? {}, name)
  if (identity === undefined) return [undefinedName(layer, path, 'identity', name)]
  if (identity.kind === 'keyring' || !wantsKeyring) return []
  const message = `\`${name}\` is of kind ${identity.kind}; a signature is by an identity of kind keyring`
  return [problemAt(layer, path, { code: 'wrong-kind', message })]
}

/** Every rebuilder is defined, and there are enough that are different ones: two names for one keyring are one. */
function rebuilderUse(
  layer: Layer,
  { merged: { rebuilders = {} } }: KnownNames,
  rebuild: RequirementEntry['rebuild'],
  path: Path,
): readonly PolicyProblem[] {
  if (rebuild === undefined) return []
  const missing = rebuild.of.flatMap((name, at) =>
    ownValue(rebuilders, name) === undefined
      ? [undefinedName(layer, [...path, 'of', at], 'rebuilder', name)]
      : [],
  )
  const keyrings = new Set(rebuild.of.map((name) => ownValue(rebuilders, name)?.keyring))
  if (missing.length > 0 || rebuild.atLeast <= keyrings.size) return missing
  const message = `\`atLeast\` is ${rebuild.atLeast}, and the rebuilders have ${keyrings.size} different keyrings`
  return [problemAt(layer, [...path, 'atLeast'], { code: 'value', message })]
}

function keyringNames(layer: Layer, { keyrings }: KnownNames): readonly PolicyProblem[] {
  const identities = Object.entries(layer.file.identities ?? {}).flatMap(([name, identity]) =>
    identity.kind === 'keyring' ? [{ path: ['identities', name, 'keyring'], keyring: identity.keyring }] : [],
  )
  const rebuilders = Object.entries(layer.file.rebuilders ?? {}).map(([name, { keyring }]) => ({
    path: ['rebuilders', name, 'keyring'],
    keyring,
  }))
  return [...identities, ...rebuilders]
    .filter(({ keyring }) => !keyrings.includes(keyring))
    .map(({ path, keyring }) => unknownKeyring(layer, path, keyring))
}

const HINTS = {
  requirement: 'define it under `requirements`',
  index: 'define it under `indexes`',
  identity: 'define it under `identities`',
  rebuilder: 'define it under `rebuilders`',
  rule: 'the rules are listed by trustctl policy show --effective',
} as const

function undefinedName(layer: Layer, path: Path, what: keyof typeof HINTS, name: string): PolicyProblem {
  return problemAt(layer, path, {
    code: 'undefined-name',
    message: `there is no ${what} \`${name}\``,
    hint: HINTS[what],
  })
}

/** `keyring` is a name of the schema's, so that it can stand in a command. */
function unknownKeyring(layer: Layer, path: Path, keyring: string): PolicyProblem {
  const hint = `import its keys: trustctl keys import --keyring ${keyring} FILE`
  return problemAt(layer, path, {
    code: 'undefined-name',
    message: `there is no keyring \`${keyring}\``,
    hint,
  })
}
