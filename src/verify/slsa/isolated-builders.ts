const GENERATOR = 'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/'

/**
 * The builders whose provenance is of SLSA Build L3: reusable workflows that run in jobs of their own, where nothing of
 * the project's can reach what signs. It is a closed table, the part of slsa-verifier's own
 * (`verifiers/internal/gha/builder.go`, `slsaprovenance/common/builders.go`) that is about files and whose builder the
 * certificate names itself. Not in it, so level 2 at most: the delegators, whose builder is named by the statement alone;
 * the container generator; `actions/attest-build-provenance`, which GitHub gives level 2 by itself; GitLab's own
 * attestations, which GitLab calls an experiment.
 */
const WORKFLOWS: ReadonlySet<string> = new Set([
  'generator_generic_slsa3.yml',
  'builder_go_slsa3.yml',
  'builder_container-based_slsa3.yml',
  'builder_docker-based_slsa3.yml',
])

/** A tag of a whole version without any suffix: branches move, and so do `v2` and `v2.1`. */
const RELEASE = /^refs\/tags\/v(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)\.(?:0|[1-9]\d*)$/

/** Whether a build signer URI, as the certificate has it, is one of the table's at a release. */
export function isIsolatedBuilder(buildSigner: string): boolean {
  if (!buildSigner.startsWith(GENERATOR)) return false
  const [workflow = '', ref = '', ...rest] = buildSigner.slice(GENERATOR.length).split('@')
  return rest.length === 0 && WORKFLOWS.has(workflow) && RELEASE.test(ref)
}
