import * as v from 'valibot'
import { seconds } from '../duration.ts'
import { POLICY_LIMITS } from '../limits.ts'
import { described, optionally } from './described.ts'
import { effectSchema, settingsSchema } from './rule.ts'
import { dateSchema, durationSchema, nameSchema } from './texts.ts'

export const rebuildersSchema = v.record(
  nameSchema,
  v.strictObject({ keyring: described(nameSchema, 'the keyring with the keys that sign its results') }),
)

/** Changes of rules that are written down before they hold. */
export const rolloutSchema = v.pipe(
  v.array(
    v.pipe(
      v.strictObject({
        rule: described(nameSchema, 'the rule that changes'),
        set: described(settingsSchema, 'its new settings; what is not named stays'),
        from: described(dateSchema, 'from the beginning of this day (UTC)'),
        warnFrom: optionally(
          dateSchema,
          'from this day until then: what will be decided more strictly is warned about',
        ),
      }),
      v.check(({ set }) => Object.keys(set).length > 0, '`set` with at least one setting'),
      v.check(({ from, warnFrom = from }) => warnFrom <= from, '`warnFrom` not later than `from`'),
    ),
  ),
  v.maxLength(POLICY_LIMITS.maxRollout, `at most ${POLICY_LIMITS.maxRollout} steps`),
)

const freshnessEntries = {
  maxAge: described(durationSchema, 'how long ago it may have been'),
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the language; nothing awaits this object
  then: described(effectSchema, 'what follows when it is longer ago, or never was'),
}

export const availabilitySchema = v.strictObject({
  evidence: optionally(
    v.strictObject(freshnessEntries),
    "attestations that can't be had: those that verified for the same bytes within `maxAge` stand in. Without this section `onUnavailable` of the rule says what follows",
  ),
  revocations: optionally(
    v.pipe(
      v.strictObject({ ...freshnessEntries, warnAt: optionally(durationSchema, 'from what age to warn') }),
      v.check(
        ({ maxAge, warnAt = maxAge }) => seconds(warnAt) <= seconds(maxAge),
        '`warnAt` not beyond `maxAge`',
      ),
    ),
    'what is known of revoked keys: the followed key directory that was heard the longest ago (`trustctl directory join`). Holds for every artifact; where none is followed, `then` follows. Without this section it may be of any age',
  ),
})

const firstUseSchema = v.picklist(['record', 'warn', 'refuse'])

/** What follows at the first sight of a publisher, and at the sight of another one. */
export const tofuSchema = v.strictObject({
  firstUse: optionally(
    v.strictObject({
      workstation: optionally(firstUseSchema, 'at a workstation (record where absent)'),
      ci: optionally(firstUseSchema, 'in CI (record where absent)'),
    }),
    'the first sight of a publisher: it is remembered whenever the file is not refused. `refuse` and `warn` do not speak against a file whose digest the person pinned',
  ),
  onChange: optionally(
    effectSchema,
    'another publisher than is remembered, or no attestation where earlier releases had one (block where absent)',
  ),
  pinAbsence: optionally(
    v.boolean(),
    'a first publisher where earlier releases of the line had no attestation is a change as well (no where absent)',
  ),
})
