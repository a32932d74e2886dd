"""Asks sigstore-python and pypi-attestations for their verdicts: JSON lines in, JSON lines out (see oracles.ts)."""

import base64
import hashlib
import json
import logging
import sys
import time
from pathlib import Path

from pypi_attestations import Attestation, Distribution, Provenance
from sigstore.models import Bundle, TrustedRoot
from sigstore.verify import Verifier, policy

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


def judge(question):
    data = base64.b64decode(question["bytes"])
    if question["kind"] != "sigstore-bundle":
        dist = Distribution.from_file(Path(question["artifact"]))
        for each in attestations(question["kind"], data):
            each.verify(policy.UnsafeNoOp(), dist, offline=True)
        return
    bundle = Bundle.from_json(data)
    content = Path(question["artifact"]).read_bytes()
    chosen = verifier(question["instance"], question["root"])
    if bundle._dsse_envelope is None:
        chosen.verify_artifact(content, bundle, policy.UnsafeNoOp())
        return
    _, payload = chosen.verify_dsse(bundle, policy.UnsafeNoOp())
    digests = [each["digest"]["sha256"] for each in json.loads(payload)["subject"]]
    if hashlib.sha256(content).hexdigest() not in digests:
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


for line in sys.stdin:
    asked = json.loads(line)
    answer = bench(asked) if "seconds" in asked else verdict(asked)
    print(json.dumps({"id": asked["id"], "answer": answer}), flush=True)
