import { group, lazily, type Mount } from './verb.ts'

/** From a commit to a release, and back from a release to its source. */
export const PUBLISH_VERBS: readonly Mount[] = [
  lazily({
    command: 'build [dir]',
    summary: 'build sdist and wheel, the same bytes anywhere',
    load: async () => (await import('./verbs/build.ts')).build,
    below: [
      lazily({
        command: 'lock [dir]',
        name: 'build lock',
        summary: 'choose the tools that a project is built with',
        load: async () => (await import('./verbs/build-lock.ts')).buildLock,
      }),
    ],
  }),
  lazily({
    command: 'reproduce <what>',
    summary: 'rebuild a published wheel and say how alike it is',
    load: async () => (await import('./verbs/reproduce.ts')).reproduceVerb,
  }),
  lazily({
    command: 'sbom',
    summary: 'write a bill of materials of a project, an environment or a run',
    load: async () => (await import('./verbs/sbom.ts')).sbom,
  }),
  lazily({
    command: 'release [dir]',
    summary: 'build, reproduce, sign and verify a release, and only then show it',
    load: async () => (await import('./verbs/release.ts')).release,
  }),
  group('drill', 'prove that what is promised holds', [
    lazily({
      command: 'naked-build <record>',
      name: 'drill naked-build',
      summary: 'build again from a build record alone',
      load: async () => (await import('./verbs/drill-naked-build.ts')).drillNakedBuild,
    }),
  ]),
]
