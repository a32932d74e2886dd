// Verifies one bundle again and again, and tells how often in a second of CPU time: JSON lines in, JSON lines out.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"syscall"
	"time"

	"github.com/sigstore/sigstore-go/pkg/bundle"
	"github.com/sigstore/sigstore-go/pkg/root"
	"github.com/sigstore/sigstore-go/pkg/verify"
)

type question struct {
	Bytes    []byte  `json:"bytes"`
	Artifact string  `json:"artifact"`
	Root     string  `json:"root"`
	Seconds  float64 `json:"seconds"`
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func judge(verifier *verify.Verifier, text, artifact []byte) error {
	var entity bundle.Bundle
	if err := entity.UnmarshalJSON(text); err != nil {
		return err
	}
	policy := verify.NewPolicy(verify.WithArtifact(bytes.NewReader(artifact)), verify.WithoutIdentitiesUnsafe())
	_, err := verifier.Verify(&entity, policy)
	return err
}

func rate(asked question) (float64, error) {
	trusted, err := root.NewTrustedRootFromPath(asked.Root)
	if err != nil {
		return 0, err
	}
	verifier, err := verify.NewVerifier(trusted,
		verify.WithSignedCertificateTimestamps(1), verify.WithTransparencyLog(1), verify.WithObserverTimestamps(1))
	if err != nil {
		return 0, err
	}
	artifact, err := os.ReadFile(asked.Artifact)
	if err != nil {
		return 0, err
	}
	count, began := 0, cpuTime()
	for (cpuTime() - began).Seconds() < asked.Seconds {
		if err := judge(verifier, asked.Bytes, artifact); err != nil {
			return 0, err
		}
		count++
	}
	return float64(count) / (cpuTime() - began).Seconds(), nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			log.Fatal(err)
		}
		found, err := rate(asked)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("{\"answer\": %f}\n", found)
	}
}
