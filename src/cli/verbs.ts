import { DIRECTORY_VERBS } from './directory-verbs.ts'
import { KEY_VERBS } from './key-verbs.ts'
import { PUBLISH_VERBS } from './publish-verbs.ts'
import { group, lazily, type Mount } from './verb.ts'

/** Every verb of trustctl, in the order of `--help`. */
export const VERBS: readonly Mount[] = [
  lazily({
    command: 'up',
    summary: 'start the daemon',
    load: async () => (await import('./verbs/up.ts')).up,
  }),
  lazily({
    command: 'down',
    summary: 'stop the daemon',
    load: async () => (await import('./verbs/down.ts')).down,
  }),
  lazily({
    command: 'status',
    summary: 'show whether pip is guarded, and what decides',
    load: async () => (await import('./verbs/status.ts')).status,
  }),
  lazily({
    command: 'doctor [dir..]',
    summary: 'prove for every pip whether it is covered',
    load: async () => (await import('./verbs/doctor.ts')).doctor,
  }),
  lazily({
    command: 'verify <file..>',
    summary: 'judge files as an installation would, or check who signed one',
    load: async () => (await import('./verbs/verify.ts')).verify,
  }),
  lazily({
    command: 'why [what]',
    summary: 'explain a decision, a run or a reason code',
    load: async () => (await import('./verbs/why.ts')).why,
  }),
  group('policy', 'show, check and choose the policy', [
    lazily({
      command: 'show',
      name: 'policy show',
      summary: 'print the policy',
      load: async () => (await import('./verbs/policy-show.ts')).policyShow,
    }),
    lazily({
      command: 'check [file]',
      name: 'policy check',
      summary: 'find the mistakes in a policy file',
      load: async () => (await import('./verbs/policy-check.ts')).policyCheck,
    }),
    lazily({
      command: 'schema',
      name: 'policy schema',
      summary: 'print the JSON Schema of a policy, for editors',
      load: async () => (await import('./verbs/policy-schema.ts')).policySchema,
    }),
    lazily({
      command: 'edit',
      name: 'policy edit',
      summary: 'change the policy, checked before it is in force',
      load: async () => (await import('./verbs/policy-edit.ts')).policyEdit,
    }),
    lazily({
      command: 'try <file>',
      name: 'policy try',
      summary: 'try a policy on what was recorded',
      load: async () => (await import('./verbs/policy-try.ts')).policyTry,
    }),
    lazily({
      command: 'test [file]',
      name: 'policy test',
      summary: 'run the tests that a policy carries',
      load: async () => (await import('./verbs/policy-test.ts')).policyTest,
    }),
    lazily({
      command: 'explain <what>',
      name: 'policy explain',
      summary: 'show how the policy comes to a decision',
      load: async () => (await import('./verbs/policy-explain.ts')).policyExplain,
    }),
    lazily({
      command: 'suggest',
      name: 'policy suggest',
      summary: 'write rules from the publishers that were seen',
      load: async () => (await import('./verbs/policy-suggest.ts')).policySuggest,
    }),
    lazily({
      command: 'diff [from] [to]',
      name: 'policy diff',
      summary: 'tell two policies apart',
      load: async () => (await import('./verbs/policy-diff.ts')).policyDiff,
    }),
    lazily({
      command: 'history',
      name: 'policy history',
      summary: 'show who changed the policy, and its kept versions',
      load: async () => (await import('./verbs/policy-history.ts')).policyHistory,
    }),
    lazily({
      command: 'rollback [to]',
      name: 'policy rollback',
      summary: 'install the content of an earlier version',
      load: async () => (await import('./verbs/policy-rollback.ts')).policyRollback,
    }),
    lazily({
      command: 'use <preset>',
      name: 'policy use',
      summary: 'put a preset in force',
      load: async () => (await import('./verbs/policy-use.ts')).policyUse,
    }),
  ]),
  group('exception', 'let files pass that were refused: asked for, approved, for a time', [
    lazily({
      command: 'request <target>',
      name: 'exception request',
      summary: 'ask for an exception for what was refused',
      load: async () => (await import('./verbs/exception-request.ts')).exceptionRequest,
    }),
    lazily({
      command: 'approve <id>',
      name: 'exception approve',
      summary: 'put a requested exception into the policy',
      load: async () => (await import('./verbs/exception-approve.ts')).exceptionApprove,
    }),
    lazily({
      command: 'list',
      name: 'exception list',
      summary: 'list exceptions, their terms and their uses',
      load: async () => (await import('./verbs/exception-list.ts')).exceptionList,
    }),
    lazily({
      command: 'renew <id>',
      name: 'exception renew',
      summary: 'let an exception go on',
      load: async () => (await import('./verbs/exception-renew.ts')).exceptionRenew,
    }),
    lazily({
      command: 'close <id>',
      name: 'exception close',
      summary: 'take an exception out of the policy',
      load: async () => (await import('./verbs/exception-close.ts')).exceptionClose,
    }),
  ]),
  lazily({
    command: 'bypass',
    summary: 'let pass what the policy refuses, for hours, in an emergency',
    load: async () => (await import('./verbs/bypass.ts')).bypass,
  }),
  group('trust', 'which publishers are remembered, and which roots vouch for them', [
    lazily({
      command: 'show [project]',
      name: 'trust show',
      summary: 'show the publishers that are remembered',
      load: async () => (await import('./verbs/trust-show.ts')).trustShow,
    }),
    lazily({
      command: 'accept <project>',
      name: 'trust accept',
      summary: 'accept the publisher that was refused or warned of',
      load: async () => (await import('./verbs/trust-accept.ts')).trustAccept,
    }),
    lazily({
      command: 'forget <project>',
      name: 'trust forget',
      summary: 'forget the publishers of a project',
      load: async () => (await import('./verbs/trust-forget.ts')).trustForget,
    }),
    lazily({
      command: 'roots',
      name: 'trust roots',
      summary: 'list the trust roots and how old they are',
      load: async () => (await import('./verbs/trust-roots.ts')).trustRoots,
    }),
    lazily({
      command: 'refresh [name..]',
      name: 'trust refresh',
      summary: 'fetch what is new of trust roots',
      load: async () => (await import('./verbs/trust-refresh.ts')).trustRefresh,
    }),
    lazily({
      command: 'add <name>',
      name: 'trust add',
      summary: 'trust another Sigstore instance',
      load: async () => (await import('./verbs/trust-add.ts')).trustAdd,
    }),
    lazily({
      command: 'remove <name>',
      name: 'trust remove',
      summary: 'trust an instance no longer',
      load: async () => (await import('./verbs/trust-remove.ts')).trustRemove,
    }),
    lazily({
      command: 'pin <name> [sha256]',
      name: 'trust pin',
      summary: 'hold a trust root to one digest',
      load: async () => (await import('./verbs/trust-pin.ts')).trustPin,
    }),
  ]),
  lazily({
    command: 'report',
    summary: 'show what was verified, refused and excepted over a time',
    load: async () => (await import('./verbs/report.ts')).report,
  }),
  lazily({
    command: 'impact <what>',
    summary: 'find what was installed of a project, a file, a publisher or by an exception',
    load: async () => (await import('./verbs/impact.ts')).impact,
  }),
  ...PUBLISH_VERBS,
  ...KEY_VERBS,
  DIRECTORY_VERBS,
  group('evidence', 'manage the places that keep attestations and signatures', [
    lazily({
      command: 'add <place..>',
      name: 'evidence add',
      summary: 'add a folder or an URL template',
      load: async () => (await import('./verbs/evidence-add.ts')).evidenceAdd,
    }),
    lazily({
      command: 'list',
      name: 'evidence list',
      summary: 'list the places',
      load: async () => (await import('./verbs/evidence-list.ts')).evidenceList,
    }),
    lazily({
      command: 'remove <place..>',
      name: 'evidence remove',
      summary: 'remove places',
      load: async () => (await import('./verbs/evidence-remove.ts')).evidenceRemove,
    }),
  ]),
  group('ci', 'guard the pips of a CI job, and report what was decided', [
    lazily({
      command: 'bootstrap',
      name: 'ci bootstrap',
      summary: 'guard the rest of a job, and prove it',
      load: async () => (await import('./verbs/ci-bootstrap.ts')).ciBootstrap,
    }),
    lazily({
      command: 'report',
      name: 'ci report',
      summary: 'prove it again, and write the reports',
      load: async () => (await import('./verbs/ci-report.ts')).ciReport,
    }),
  ]),
  lazily({
    command: 'shellenv [shell]',
    summary: 'print what makes a shell use the guarded pip',
    load: async () => (await import('./verbs/shellenv.ts')).shellenv,
  }),
  lazily({
    command: 'protect <what..>',
    summary: 'guard pips that no shim sees: of this user, or of one environment',
    load: async () => (await import('./verbs/protect.ts')).protect,
  }),
  lazily({
    command: 'unprotect [what..]',
    summary: 'take the protection of pips back',
    load: async () => (await import('./verbs/unprotect.ts')).unprotect,
  }),
]
