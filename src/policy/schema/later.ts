import * as v from 'valibot'
import { described, optionally } from './described.ts'
import { effectSchema, settingEntries } from './rule.ts'
import { dateSchema, durationSchema, nameSchema, textSchema } from './texts.ts'

const freshnessSchema = v.strictObject({
  maxAge: described(durationSchema, 'how old it may be'),
  warnAt: optionally(durationSchema, 'from what age to warn'),
  // oxlint-disable-next-line unicorn/no-thenable -- a key of the language; nothing awaits this object
  then: described(effectSchema, 'what follows when it is older'),
})

const givenSchema = v.strictObject({
  project: described(textSchema, 'the project'),
  version: described(textSchema, 'its version'),
  index: optionally(nameSchema, 'the index it comes from'),
  kind: optionally(v.picklist(['wheel', 'sdist', 'vcs', 'directory']), 'what it is'),
  channel: optionally(textSchema, 'how it reached pip'),
  context: optionally(v.picklist(['workstation', 'ci']), 'where pip runs'),
  at: optionally(dateSchema, 'the day'),
  evidence: optionally(v.record(nameSchema, v.unknown()), 'what is known about it'),
})

/** Sections of the language that this version reads and refuses by name. */
export const laterEntries = {
  rebuilders: optionally(
    v.record(nameSchema, v.strictObject({ keyring: described(nameSchema, 'who signs its results') })),
    'independent rebuilders (not in this version yet)',
  ),
  rollout: optionally(
    v.array(
      v.strictObject({
        rule: described(nameSchema, 'the rule that changes'),
        set: described(v.strictObject(settingEntries), 'its new settings'),
        from: described(dateSchema, 'from this day'),
        warnFrom: optionally(dateSchema, 'warn from this day'),
      }),
    ),
    'changes of rules at a date (not in this version yet)',
  ),
  availability: optionally(
    v.strictObject({
      evidence: optionally(freshnessSchema, "cached facts while evidence can't be had"),
      revocations: optionally(freshnessSchema, 'the list of revocations'),
    }),
    'how long cached facts count (not in this version yet)',
  ),
  tofu: optionally(
    v.strictObject({
      firstUse: optionally(
        v.strictObject({
          workstation: optionally(v.picklist(['record', 'warn', 'refuse']), 'at a workstation'),
          ci: optionally(v.picklist(['record', 'warn', 'refuse']), 'in CI'),
        }),
        'the first sight of a publisher',
      ),
      onChange: optionally(effectSchema, 'another publisher than before'),
      pinAbsence: optionally(v.boolean(), 'remember also that there was none'),
    }),
    'trust on first use (not in this version yet)',
  ),
  tests: optionally(
    v.array(
      v.strictObject({
        name: described(textSchema, 'what it shows'),
        given: described(givenSchema, 'an artifact'),
        expect: described(
          v.strictObject({
            decision: described(v.picklist(['allow', 'warn', 'block']), 'the decision'),
            rule: optionally(nameSchema, 'the rule that decides'),
            code: optionally(textSchema, 'the reason code'),
          }),
          'its verdict',
        ),
      }),
    ),
    'examples that must hold before a policy is installed (not in this version yet)',
  ),
}
