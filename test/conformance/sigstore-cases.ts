/**
 * Every Sigstore vector that is handed out, with what it is (`good`, as the projects say by its name) and how it is
 * judged. A good one that is refused has a reason: `needless`.
 *
 * Version 0.1 of bundles asks for the log's promise alone: those of js-bundles without a proof, and CPython's own with a
 * proof that has no checkpoint, verify by it. `py-assets/tsa/bundle.txt` has two time stamps of which one is of another
 * signature: one that holds is enough.
 */
export interface SigstoreCase {
  /** Below `vectors/sigstore`. */
  readonly bundle: string
  /** Below `vectors/sigstore`; null: the digest is taken from the bundle, as only signature and log are at issue. */
  readonly artifact: string | null
  readonly root: 'public' | 'staging' | 'own' | 'tsa'
  readonly good: boolean
  /** `ok`, or the finding's code. */
  readonly verdict: string
  readonly needless?: string
}

const conformance = (
  name: string,
  root: 'public' | 'own',
  verdict: string,
  more: { readonly own?: true } = {},
): SigstoreCase => ({
  bundle: `conformance/${name}/bundle.sigstore.json`,
  artifact: more.own === true ? `conformance/${name}/artifact` : 'conformance/a.txt',
  root,
  good: !name.endsWith('_fail'),
  verdict,
})

const python = (
  name: string,
  artifact: string | null,
  root: SigstoreCase['root'],
  verdict: string,
): SigstoreCase => ({
  bundle: `py-assets/${name}`,
  artifact: artifact === null ? null : `py-assets/${artifact}`,
  root,
  good: verdict === 'ok',
  verdict,
})

const javascript = (name: string, verdict: string, needless?: string): SigstoreCase => ({
  bundle: `js-bundles/${name}.sigstore`,
  artifact: null,
  root: 'public',
  good: true,
  verdict,
  ...(needless === undefined ? {} : { needless }),
})

const own = { own: true } as const

export const SIGSTORE_CASES: readonly SigstoreCase[] = [
  conformance('bundle-empty-certificate-chain_fail', 'public', 'TC2110'),
  conformance('bundle-invalid-base64-signature_fail', 'public', 'TC2110'),
  conformance('bundle-negative-log-index_fail', 'public', 'TC2110'),
  conformance('bundle-with-root-cert_fail', 'public', 'TC2110', own),
  conformance('checkpoint-bad-keyhint_fail', 'public', 'TC2118'),
  conformance('dsse-invalid-sig_fail', 'public', 'TC2113'),
  conformance('dsse-mismatch-sig_fail', 'public', 'TC2119'),
  conformance('happy-path-v0.1', 'public', 'ok'),
  conformance('happy-path-v0.3', 'public', 'ok'),
  conformance('inclusion-proof-corrupted-hash_fail', 'public', 'TC2118'),
  conformance('integrated-time-in-future_fail', 'public', 'TC2115'),
  conformance('intoto-log-entry-mismatch_fail', 'own', 'TC2119', own),
  conformance('intoto-set-outside-signing-cert-validity_fail', 'own', 'TC2115', own),
  conformance('intoto-with-custom-trust-root', 'own', 'ok', own),
  conformance('invalid-ct-key_fail', 'own', 'TC2116'),
  conformance('managed-key-and-trusted-root', 'own', 'ok'),
  conformance('managed-key-no-key_fail', 'public', 'TC2123'),
  conformance('message-digest-mismatch_fail', 'public', 'TC2111'),
  conformance('rekor2-checkpoint-missing-log-signature_fail', 'own', 'TC2118'),
  conformance('rekor2-checkpoint-missing-root-hash_fail', 'own', 'TC2118'),
  conformance('rekor2-checkpoint-multiple-cosigs', 'own', 'ok'),
  conformance('rekor2-checkpoint-origin-not-first', 'own', 'ok'),
  conformance('rekor2-checkpoint-two-sigs-from-origin', 'own', 'ok'),
  conformance('rekor2-dsse-invalid-sig_fail', 'own', 'TC2113'),
  conformance('rekor2-dsse-mismatch-sig_fail', 'own', 'TC2119'),
  conformance('rekor2-no-inclusion-proof_fail', 'own', 'TC2118'),
  conformance('rekor2-timestamp-outside-trust-root-tsa-validity_fail', 'own', 'TC2120'),
  conformance('rekor2-timestamp-payload-mismatch_fail', 'own', 'TC2120'),
  conformance('rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail', 'own', 'TC2120'),
  conformance('rekor2-timestamp-with-expired-cert-chain', 'own', 'ok'),
  conformance('rekor2-timestamp-without-embedded-cert', 'own', 'ok'),
  conformance('signature-mismatch_fail', 'public', 'TC2113'),
  conformance('trust-root-tlog-validity-end-inclusive', 'own', 'ok'),
  conformance('wrong-hashedrekord-artifact_fail', 'public', 'TC2119'),
  conformance('wrong-hashedrekord-entry_fail', 'public', 'TC2119'),

  python('a.dsse.staging-rekor-v2.txt.sigstore.json', null, 'staging', 'ok'),
  python('bundle.txt.sigstore', 'bundle.txt', 'staging', 'ok'),
  python('bundle_cve_2022_36056.txt.sigstore', 'bundle_cve_2022_36056.txt', 'staging', 'TC2119'),
  python('bundle_invalid_version.txt.sigstore', 'bundle_invalid_version.txt', 'staging', 'TC2121'),
  python('bundle_no_cert_v1.txt.sigstore', 'bundle_no_cert_v1.txt', 'staging', 'TC2110'),
  python('bundle_no_checkpoint.txt.sigstore', 'bundle_no_checkpoint.txt', 'staging', 'TC2118'),
  python('bundle_no_log_entry.txt.sigstore', 'bundle_no_log_entry.txt', 'public', 'TC2117'),
  python('bundle_v3.txt.sigstore', 'bundle_v3.txt', 'staging', 'ok'),
  python('bundle_v3_alt.txt.sigstore', 'bundle_v3_alt.txt', 'staging', 'ok'),
  python('bundle_v3_github.whl.sigstore', 'bundle_v3_github.whl', 'public', 'ok'),
  python('bundle_v3_no_signed_time.txt.sigstore.json', 'bundle_v3_no_signed_time.txt', 'public', 'TC2120'),
  python('staging-rekor-v2.txt.sigstore.json', 'staging-rekor-v2.txt', 'staging', 'ok'),
  python('integration/Python-3.12.5.tgz.sigstore', null, 'public', 'ok'),
  python('integration/bundle_v3.txt.sigstore', 'integration/bundle_v3.txt', 'staging', 'ok'),
  python('tsa/bundle.txt.sigstore', 'tsa/bundle.txt', 'tsa', 'ok'),
  python('tsa/bundle.txt.late_timestamp.sigstore', 'tsa/bundle.txt', 'tsa', 'TC2120'),
  python('tsa/bundle.duplicate.sigstore', null, 'tsa', 'TC2120'),
  python('tsa/bundle.many_timestamp.sigstore', null, 'tsa', 'TC2110'),

  javascript('bundleV01-dsse-no-proof', 'ok'),
  javascript('bundleV01-dsse-with-proof', 'ok'),
  javascript(
    'bundleV01-full-cert-chain',
    'TC2110',
    'its chain holds the root, which a bundle must not bring along',
  ),
  javascript('bundleV01-intoto-no-proof', 'ok'),
  javascript('bundleV01-intoto-with-proof', 'ok'),
  javascript('bundleV02-dsse', 'ok'),
  javascript('bundleV02-intoto', 'ok'),
  javascript('bundleV03-dsse', 'ok'),
  javascript('bundleV03-intoto', 'ok'),
]
