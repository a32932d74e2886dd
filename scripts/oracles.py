"""Asks sigstore-python and pypi-attestations for their verdicts: JSON lines in, JSON lines out (see oracles.ts)."""

import base64
import hashlib
import json
import logging
import sys
import time
from importlib.metadata import version
from pathlib import Path

from pypi_attestations import Attestation, Distribution, Provenance
from sigstore.hashes import Hashed
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy
from sigstore_models.common.v1 import HashAlgorithm

# Each verification without an identity would be warned of.
logging.disable(logging.WARNING)

VERIFIERS = {}


def verifier(instance, root):
    key = root or instance
    if key not in VERIFIERS:
        if root is not None:
            VERIFIERS[key] = Verifier(trusted_root=TrustedRoot.from_file(root))
        elif instance == "staging":
            VERIFIERS[key] = Verifier.staging(offline=True)
        else:
            VERIFIERS[key] = Verifier.production(offline=True)
    return VERIFIERS[key]


def attestations(kind, text):
    if kind == "pep740-attestation":
        return [Attestation.model_validate_json(text)]
    provenance = Provenance.model_validate_json(text)
    return [each for bundle in provenance.attestation_bundles for each in bundle.attestations]


def named(artifact):
    """Algorithm and hex digest of a path, or of a digest that is named."""
    algorithm, _, digest = artifact.partition(":")
    if algorithm in ("sha256", "sha512"):
        return algorithm, digest
    return "sha256", hashlib.sha256(Path(artifact).read_bytes()).hexdigest()


def verify_by_root(attestation, dist, root):
    """What `Attestation.verify` does, which knows PyPI's own instances alone, with a trust root of our own."""
    _, payload = verifier(None, root).verify_dsse(attestation.to_bundle(), policy.UnsafeNoOp())
    (subject,) = json.loads(payload)["subject"]
    if subject["name"] != dist.name or subject["digest"]["sha256"] != dist.digest:
        raise ValueError("about another file")


def judge(question):
    data = base64.b64decode(question["bytes"])
    if question["kind"] != "sigstore-bundle":
        dist = Distribution.from_file(Path(question["artifact"]))
        found = attestations(question["kind"], data)
        if not found:
            raise ValueError("no attestation")
        for each in found:
            if question.get("ownRoot") is None:
                each.verify(policy.UnsafeNoOp(), dist, offline=True)
            else:
                verify_by_root(each, dist, question["ownRoot"])
        return
    bundle = Bundle.from_json(data)
    algorithm, digest = named(question["artifact"])
    chosen = verifier(question.get("instance"), question["root"])
    if bundle._dsse_envelope is None:
        hashed = Hashed(algorithm=HashAlgorithm.SHA2_256, digest=bytes.fromhex(digest))
        chosen.verify_artifact(hashed, bundle, policy.UnsafeNoOp())
        return
    _, payload = chosen.verify_dsse(bundle, policy.UnsafeNoOp())
    if digest not in [each["digest"][algorithm] for each in json.loads(payload)["subject"]]:
        raise ValueError("about another file")


def verdict(question):
    try:
        judge(question)
        return "ok"
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:160].replace("\n", " ") or "refused"


def bench(question):
    """Verifications per second of CPU time."""
    judge(question)
    count, began = 0, time.process_time()
    while time.process_time() - began < question["seconds"]:
        judge(question)
        count += 1
    return count / (time.process_time() - began)


def answer_to(question):
    if "versions" in question:
        return f"{version('sigstore')} {version('pypi-attestations')}"
    return bench(question) if "seconds" in question else verdict(question)


for line in sys.stdin:
    asked = json.loads(line)
    answer = answer_to(asked)
    print(json.dumps({"id": asked["id"], "answer": answer}), flush=True)
