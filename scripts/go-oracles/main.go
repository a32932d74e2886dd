// Asks cosign and sigstore-go for their verdicts: JSON lines in, JSON lines out (see ../go-oracles.ts).
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

// Question is one bundle, and what it must be a signature of.
type Question struct {
	ID     int    `json:"id"`
	Oracle string `json:"oracle"`
	// Base64 of the bundle's bytes.
	Bytes []byte `json:"bytes"`
	// A path, or `sha256:` or `sha512:` and hex digits.
	Artifact string `json:"artifact"`
	// A path of a trusted root.
	Root string `json:"root"`
	// A path of a public key, PEM; empty where a certificate is expected.
	Key string `json:"key"`
	// Both exact; empty where anybody may have signed.
	Identity string `json:"identity"`
	Issuer   string `json:"issuer"`
	// An envelope around an in-toto statement, not a message.
	Attestation bool `json:"attestation"`
	// The time of signing is an authority's stamp, not the log's promise.
	Stamped bool `json:"stamped"`
}

// Answer is `ok`, or the words of a refusal.
type Answer struct {
	ID     int    `json:"id"`
	Answer string `json:"answer"`
}

const (
	maxLine  = 64 << 20
	maxWords = 160
)

func judge(asked Question) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v", cause)
		}
	}()
	switch asked.Oracle {
	case "cosign":
		return askCosign(asked)
	case "sigstore-go":
		return askSigstore(asked)
	default:
		return fmt.Errorf("no oracle of this name: %s", asked.Oracle)
	}
}

func words(err error) string {
	if err == nil {
		return "ok"
	}
	text := strings.Join(strings.Fields(err.Error()), " ")
	return text[:min(len(text), maxWords)]
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, maxLine)
	answers := json.NewEncoder(os.Stdout)
	// Cosign says of each bundle on stderr what the answer says too.
	os.Stderr, _ = os.Open(os.DevNull)
	for lines.Scan() {
		var asked Question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if err := answers.Encode(Answer{ID: asked.ID, Answer: words(judge(asked))}); err != nil {
			panic(err)
		}
	}
	if err := lines.Err(); err != nil {
		panic(err)
	}
}
