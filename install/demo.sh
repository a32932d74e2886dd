#!/bin/sh
# The demo of install.sh: one package that verifies is installed, the same file with one byte changed is refused.
# Everything happens in a throw-away folder, also pip-trust's own state.
set -eu
prefix=$PIP_TRUST_PREFIX
demo=$prefix/lib/demo
wheel=sampleproject-4.0.0-py3-none-any.whl
scratch=$(mktemp -d "${TMPDIR:-/tmp}/pip-trust-demo.XXXXXX")
export PIP_TRUST_HOME="$scratch/home" PIP_DISABLE_PIP_VERSION_CHECK=1
finish() {
  "$prefix/bin/trustctl" down >/dev/null 2>&1 || true
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

step() { printf '\n== %s\n' "$*"; }
fail() { printf '\npip-trust: the demo failed: %s\n' "$*" >&2; exit 1; }
new_environment() {
  python3 -m venv "$scratch/$1" || fail "python3 -m venv did not work (on Debian: apt install python3-venv)"
  PATH=$prefix/shims:$scratch/$1/bin:$original_path
  export PATH
}
# How many artifacts of the last run carry verified evidence, from its report.
attested() {
  python3 -c 'import json, sys
print(sum(1 for a in json.load(open(sys.argv[1]))["artifacts"] if a["project"] == "sampleproject" and a["publisher"]))' "$1"
}
original_path=$PATH

step "a good package: pip install sampleproject==4.0.0"
new_environment good
PIP_TRUST_REPORT=$scratch/first.json pip install sampleproject==4.0.0 || fail "the good package was not installed"
if [ "$(attested "$scratch/first.json")" = 0 ]; then
  step "your index offers no attestations: the project's own copy is used as an evidence source"
  "$prefix/bin/trustctl" evidence add "$demo"
  new_environment attested
  PIP_TRUST_REPORT=$scratch/second.json pip install sampleproject==4.0.0 || fail "the good package was not installed"
  [ "$(attested "$scratch/second.json")" = 1 ] || fail "the attestation was not used"
else
  "$prefix/bin/trustctl" evidence add "$demo" >/dev/null
fi
python3 -m pip --version >/dev/null
"$prefix/bin/trustctl" why sampleproject

step "the same file with one byte changed: pip install ./$wheel"
mkdir "$scratch/tampered"
python3 - "$demo/$wheel" "$scratch/tampered/$wheel" <<'PYTHON'
import sys

source, target = sys.argv[1:]
data = bytearray(open(source, "rb").read())
# The version of the tool that made the first entry: the archive stays valid, only its digest changes.
data[data.index(b"PK\x01\x02") + 4] ^= 1
open(target, "wb").write(data)
PYTHON
new_environment tampered
if pip install --no-deps "$scratch/tampered/$wheel"; then fail "the changed file was installed"; fi
if "$scratch/tampered/bin/python" -c 'import sample' 2>/dev/null; then fail "the changed file was installed"; fi

printf '\n== outcome\n'
printf '  installed  sampleproject 4.0.0, verified by its attestation\n'
printf '  refused    the same file with one byte changed; nothing of it was installed\n'
