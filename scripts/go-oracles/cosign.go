package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/sigstore/cosign/v3/cmd/cosign/cli/options"
	"github.com/sigstore/cosign/v3/cmd/cosign/cli/verify"
)

// What `cosign verify-blob` and `cosign verify-blob-attestation` do with
// `--bundle B --trusted-root R`, a signer and perhaps `--use-signed-timestamps`.
func askCosign(asked Question) error {
	folder, err := os.MkdirTemp("", "oracle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "bundle.sigstore.json")
	if err := os.WriteFile(path, asked.Bytes, 0o600); err != nil {
		return err
	}
	key := options.KeyOpts{KeyRef: asked.Key, BundlePath: path, NewBundleFormat: true}
	signer := signerOf(asked)
	if asked.Attestation {
		command := verify.VerifyBlobAttestationCommand{
			KeyOpts: key, CertVerifyOptions: signer, TrustedRootPath: asked.Root, CheckClaims: true,
			UseSignedTimestamps: asked.Stamped, Offline: true,
		}
		algorithm, digits, ok := digestOf(asked.Artifact)
		if !ok {
			return command.Exec(context.Background(), asked.Artifact)
		}
		command.Digest, command.DigestAlg = digits, algorithm
		return command.Exec(context.Background(), "")
	}
	command := verify.VerifyBlobCmd{
		KeyOpts: key, CertVerifyOptions: signer, TrustedRootPath: asked.Root,
		UseSignedTimestamps: asked.Stamped, Offline: true,
		// A bundle by a key alone has no log entry, and no trust root to hold one to.
		IgnoreTlog: asked.Root == "",
	}
	return command.Exec(context.Background(), asked.Artifact)
}

func signerOf(asked Question) options.CertVerifyOptions {
	switch {
	case asked.Key != "":
		return options.CertVerifyOptions{}
	case asked.Identity == "":
		return options.CertVerifyOptions{CertIdentityRegexp: ".*", CertOidcIssuerRegexp: ".*"}
	default:
		return options.CertVerifyOptions{CertIdentity: asked.Identity, CertOidcIssuer: asked.Issuer}
	}
}
