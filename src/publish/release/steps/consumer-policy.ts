import type { DoneStep } from '../chain/index.ts'
import type { ReleaseSigner } from './signer.ts'

/** The keyring that a consumer has the release's keys in. */
export const KEYRING = 'release'

/** How signatures of a form are told by their file, and what a policy asks for them. */
const ASKED: readonly { readonly suffix: string; readonly name: string; readonly requirement: string }[] = [
  {
    suffix: '.publish.attestation',
    name: 'published',
    requirement: 'attestation: { by: [release], predicate: [publish] }',
  },
  {
    suffix: '.slsa.attestation',
    name: 'built',
    requirement: 'attestation: { by: [release], predicate: [slsa-provenance] }',
  },
  { suffix: '.asc', name: 'signed', requirement: 'signature: { by: [release] }' },
  { suffix: '.p7s', name: 'signed', requirement: 'signature: { by: [release] }' },
  { suffix: '.minisig', name: 'signed', requirement: 'signature: { by: [release] }' },
  { suffix: '.sigstore.json', name: 'bundled', requirement: 'attestation: { by: [release] }' },
]

/**
 * The policy of a consumer who trusts this signer alone: everything that was signed must be there and hold, and nothing else
 * than this project is let in.
 */
export function consumerPolicy(project: string, sign: DoneStep, signer: ReleaseSigner): string {
  const names = sign.files.map(({ name }) => name)
  const asked = ASKED.filter(({ suffix }) => names.some((name) => name.endsWith(suffix)))
  // A bundle is an attestation like the others, and proves no more than they do.
  const needed = asked.filter(({ name }) => name !== 'bundled' || asked.length === 1)
  const requirements = new Map(needed.map(({ name, requirement }) => [name, requirement]))
  return [
    'apiVersion: trustctl/v1',
    'kind: Policy',
    'metadata: { name: release, version: 1 }',
    'mode: enforce',
    `identities: { release: ${identityOf(signer)} }`,
    'requirements:',
    ...[...requirements].map(([name, requirement]) => `  ${name}: { ${requirement} }`),
    'rules:',
    `  - { id: this-release, match: { project: [${JSON.stringify(project)}] }, require: [${[...requirements.keys()].join(', ')}], onMissing: block, onUnavailable: block }`,
    '  - { id: all-else, match: { project: ["*"] }, deny: the files of this release }',
    '',
  ].join('\n')
}

/** JSON is YAML. */
function identityOf(signer: ReleaseSigner): string {
  return JSON.stringify(signer.kind === 'keys' ? { kind: 'keyring', keyring: KEYRING } : signer.identity)
}
