package main

import (
	"bytes"
	"crypto"
	"encoding/hex"
	"os"
	"strings"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
	"github.com/sigstore/sigstore/pkg/signature"
)

var roots = map[string]root.TrustedMaterial{}

// Roots are read once: a sample asks many questions of a few.
func rootOf(path string) (root.TrustedMaterial, error) {
	if known, ok := roots[path]; ok {
		return known, nil
	}
	read, err := root.NewTrustedRootFromPath(path)
	if err != nil {
		return nil, err
	}
	roots[path] = read
	return read, nil
}

func askSigstore(asked Question) error {
	material, err := rootOf(asked.Root)
	if err != nil {
		return err
	}
	options := []verify.VerifierOption{verify.WithTransparencyLog(1)}
	signer := verify.WithoutIdentitiesUnsafe()
	if asked.Key != "" {
		key, err := keyOf(asked.Key)
		if err != nil {
			return err
		}
		material = root.TrustedMaterialCollection{material, key}
		signer = verify.WithKey()
		options = append(options, verify.WithNoObserverTimestamps())
	} else {
		options = append(options, verify.WithSignedCertificateTimestamps(1), verify.WithObserverTimestamps(1))
	}
	if asked.Identity != "" {
		identity, err := verify.NewShortCertificateIdentity(asked.Issuer, "", asked.Identity, "")
		if err != nil {
			return err
		}
		signer = verify.WithCertificateIdentity(identity)
	}
	verifier, err := verify.NewVerifier(material, options...)
	if err != nil {
		return err
	}
	artifact, err := artifactOf(asked.Artifact)
	if err != nil {
		return err
	}
	entity := new(bundle.Bundle)
	if err := entity.UnmarshalJSON(asked.Bytes); err != nil {
		return err
	}
	_, err = verifier.Verify(entity, verify.NewPolicy(artifact, signer))
	return err
}

func keyOf(path string) (root.TrustedMaterial, error) {
	read, err := signature.LoadVerifierFromPEMFile(path, crypto.SHA256)
	if err != nil {
		return nil, err
	}
	always := root.NewExpiringKey(read, time.Time{}, time.Time{})
	return root.NewTrustedPublicKeyMaterial(func(string) (root.TimeConstrainedVerifier, error) {
		return always, nil
	}), nil
}

func artifactOf(named string) (verify.ArtifactPolicyOption, error) {
	if algorithm, digits, ok := digestOf(named); ok {
		digest, err := hex.DecodeString(digits)
		return verify.WithArtifactDigest(algorithm, digest), err
	}
	content, err := os.ReadFile(named)
	return verify.WithArtifact(bytes.NewReader(content)), err
}

// The parts of `sha256:…` and `sha512:…`.
func digestOf(named string) (algorithm, digits string, ok bool) {
	algorithm, digits, ok = strings.Cut(named, ":")
	return algorithm, digits, ok && strings.HasPrefix(algorithm, "sha")
}
