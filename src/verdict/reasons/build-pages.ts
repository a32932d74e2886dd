import type { ReasonPages } from './reason-page.ts'

const SHOW =
  '`trustctl policy show --effective` shows what the rule asks for; the verdict names the file and the line.'
const FOUND = '`trustctl why NAME` names the builder, the certificate and why the level is no higher.'
const LEVELS = 'How a level comes about is in `docs/concepts/build-levels.md`.'

/** Family 2, last part: how a file was built, and whom the person's own lock file names. */
export const BUILD_PAGES: ReasonPages<'TC2206' | 'TC2207' | 'TC2208' | 'TC2209' | 'TC221'> = {
  TC2206: {
    means:
      'The policy wants to know how the file was built, and nobody published a SLSA provenance of it. An attestation of another kind, as of publishing, says nothing of the build.',
    expected: 'An attestation with the predicate `https://slsa.dev/provenance/v1` (or `v0.2`) in its form.',
    causes: [
      'The project attests its releases, and not their build.',
      'The provenance lies beside the release on the forge, and the index has none.',
    ],
    remedies: [
      'Add a place that keeps it: `trustctl evidence add FOLDER`.',
      'Ask the project for build provenance, as `actions/attest-build-provenance` makes it.',
      SHOW,
    ],
  },
  TC2207: {
    means:
      'There is a SLSA provenance, and who signed it is not enough for the build level that the policy asks for. What a provenance says of itself never raises its level.',
    expected:
      'For level 2 a job on a hosted platform’s own runners whose certificate names the builder and the source that the provenance names; for level 3 one of the isolated builders that pip-trust knows.',
    causes: [
      'It was built on a machine of the project’s own, or signed by a person.',
      'The provenance names another builder or another source than its certificate: a mistake, or a lie.',
      'The builder is a workflow of the project’s own: that is level 2.',
    ],
    remedies: [
      FOUND,
      LEVELS,
      'If you know the workflow that builds it as isolated, ask for level 2 and name it: `provenance: { slsaBuildLevel: 2, builders: [URI] }`.',
    ],
  },
  TC2208: {
    means:
      'The provenance is good, and its certificate is of another builder than the policy names. That is a stranger’s build, so it is refused whatever the rule says of what is missing.',
    expected: 'One of the `builders` of the requirement, as the certificate’s build signer URI.',
    causes: [
      'The project changed the workflow that builds it, or its name or ref.',
      'The pattern in the policy leaves out the ref: it begins after the `@`.',
      'Somebody else built the file.',
    ],
    remedies: [FOUND, SHOW, 'When the new builder is the right one, name it under `builders`.'],
  },
  TC2209: {
    means:
      'Your lock file names the publishers of this package (`packages.attestation-identities`, PEP 751), and no attestation of the file by one of them verifies. A lock file can only tighten: a policy that asks for less does not help.',
    expected: 'A good attestation by one of the publishers that the lock file names.',
    causes: [
      'The index has no attestation for the file, or could not be asked.',
      'The project publishes from another repository or workflow than when the lock file was made.',
      'Somebody else published the file.',
    ],
    remedies: [
      'If the index can’t carry attestations: `trustctl evidence add FOLDER-OR-URL`.',
      'Find out on the project’s own pages whether it moved; then make the lock file again.',
      'For these very bytes an exception can waive it as it waives `attestation`: `trustctl exception request NAME==VERSION`.',
    ],
  },
  TC2210: {
    means:
      'Your lock file names who must have published this package in a way that can’t be checked: a kind of publisher that pip-trust does not know, or one without the fields that say who it is; or the file can’t be read as TOML.',
    expected:
      'Publishers as indexes write them (PEP 740): `{ kind = "GitHub", repository = "owner/name", workflow = "release.yml" }`, or of kind GitLab, Google, CircleCI, Buildkite or ActiveState.',
    causes: [
      'The lock file was made by a tool that knows kinds of publisher that are newer than this pip-trust.',
      'It was edited by hand, and a field is missing or misspelt.',
    ],
    remedies: [
      'A newer pip-trust may understand it: `./install.sh`.',
      'Compare with the publisher in the index’s provenance of the file, and correct the lock file.',
    ],
  },
}
