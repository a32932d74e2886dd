import * as v from 'valibot'
import { described, keysPresent, listOf, optionally } from './described.ts'
import { effectSchema } from './rule.ts'
import { builderPatternSchema, countSchema, durationSchema, nameSchema } from './texts.ts'

export const PREDICATES = ['publish', 'slsa-provenance'] as const

const provenanceSchema = v.pipe(
  v.strictObject({
    slsaBuildLevel: described(
      v.pipe(countSchema, v.maxValue(3, 'at most 3')),
      'the least SLSA build level. It follows from who signed, not from what is said: 1 whoever signed; 2 a job on the own runners of GitHub, gitlab.com or Buildkite that is the builder which it names; 3 an isolated builder of the closed table in docs/concepts/build-levels.md',
    ),
    builders: optionally(
      listOf(builderPatternSchema),
      "builders of which one must have signed, by the certificate's build signer URI with its ref (any where absent); from level 2 on, below which no builder is proven",
    ),
    by: optionally(
      listOf(nameSchema),
      'identities of which one must have made it, as at `attestation` (anybody where absent)',
    ),
  }),
  v.check(
    ({ slsaBuildLevel, builders }) => builders === undefined || slsaBuildLevel > 1,
    '`builders` with a slsaBuildLevel of at least 2',
  ),
)

const leafEntries = {
  attestation: optionally(
    v.strictObject({
      predicate: optionally(
        listOf(v.picklist(PREDICATES)),
        'kinds of attestation that count (any kind where absent)',
      ),
      by: optionally(
        listOf(nameSchema),
        'identities of which one must have made it (anybody where absent); for a keyring as many of its people as `atLeast` says; `tofu-pin` is the publisher that this machine remembers for the project',
      ),
    }),
    'an attestation of the file (PEP 740, in-toto), verified',
  ),
  transparency: optionally(
    v.strictObject({
      logs: described(listOf(nameSchema), 'transparency logs of which one must hold the attestation'),
    }),
    'the attestation is in a transparency log',
  ),
  provenance: optionally(
    provenanceSchema,
    'a SLSA provenance of the file, verified; in one `all` with an attestation `by` somebody it must be by them too',
  ),
  rebuild: optionally(
    v.pipe(
      v.strictObject({
        atLeast: described(countSchema, 'how many different rebuilders must have got these bytes'),
        of: described(listOf(nameSchema), 'names of `rebuilders`'),
      }),
      v.check(({ atLeast, of }) => atLeast <= new Set(of).size, '`atLeast` is more than `of` has'),
    ),
    'independent rebuilders got the same bytes from the source, and signed that they did; a key that two of them share counts once',
  ),
  signature: optionally(
    v.strictObject({
      by: described(listOf(nameSchema), 'identities of kind `keyring` of which one must have signed'),
    }),
    'a signature over the file: OpenPGP, CMS or minisign',
  ),
  hash: optionally(
    v.strictObject({
      from: described(listOf(v.picklist(['pylock', 'requirements'])), 'files that may name it'),
    }),
    'the digest is one that the person pinned in a file of their own',
  ),
  age: optionally(
    v.strictObject({
      min: described(durationSchema, 'how long ago it must have been published'),
      unlessPinned: optionally(
        v.boolean(),
        'met as well by a file whose digest is pinned in a requirements file or pylock.toml (no where absent)',
      ),
      onUnknown: optionally(
        effectSchema,
        "what follows where nobody says when it was published (the rule's `onMissing` where absent)",
      ),
    }),
    "a cooldown: by the index's upload time, or since this machine first saw the file; `onTooYoung` says what follows",
  ),
}

/** The keys of a requirement's leaves, and of its branches. */
const LEAF_KEYS = Object.freeze(Object.keys(leafEntries))
const BRANCH_KEYS = ['all', 'any', 'of'] as const

type Leaves = v.InferOutput<v.StrictObjectSchema<typeof leafEntries, undefined>>

/** One node of a requirement: a branch (`all`, `any`, or `atLeast` with `of`) or one leaf. */
export interface RequirementEntry extends Leaves {
  all?: RequirementEntry[]
  any?: RequirementEntry[]
  atLeast?: number
  of?: RequirementEntry[]
}

const children = listOf(v.lazy((): v.GenericSchema<RequirementEntry> => requirementSchema))

/** WHAT must be shown. */
export const requirementSchema: v.GenericSchema<RequirementEntry> = v.pipe(
  v.strictObject({
    all: optionally(children, 'all of these'),
    any: optionally(children, 'one of these'),
    atLeast: optionally(countSchema, 'how many of `of`'),
    of: optionally(children, 'what `atLeast` counts'),
    ...leafEntries,
  }),
  v.check(
    (node) => keysPresent(node, [...LEAF_KEYS, ...BRANCH_KEYS]) === 1,
    'exactly one of: all, any, atLeast with of, or one check',
  ),
  v.check((node) => 'atLeast' in node === 'of' in node, '`atLeast` and `of` go together'),
  v.check((node) => (node.atLeast ?? 0) <= (node.of?.length ?? 0), '`atLeast` is more than `of` has'),
)
