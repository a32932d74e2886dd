#!/bin/sh
# A shell whose pip is guarded by this checkout: scratch home, fresh bundles, logs named. Nothing outside it changes.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
PATH="$root/node_modules/.bin:$PATH"
node "$root/scripts/bundle.ts"
PIP_TRUST_HOME=${PIP_TRUST_HOME:-$root/.scratch/home}
mkdir -p "$PIP_TRUST_HOME"
shims=$root/.scratch/shims
mkdir -p "$shims"
for name in pip pip3; do ln -sf "$root/shim/pip" "$shims/$name"; done
printf '#!/bin/sh\nexec "%s/node_modules/.bin/node" "%s/src/cli/main.ts" "$@"\n' "$root" "$root" >"$shims/trustctl"
chmod +x "$shims/trustctl"
export PIP_TRUST_HOME PATH="$shims:$PATH"
echo "pip-trust: pip and trustctl of this checkout; state and logs in $PIP_TRUST_HOME"
exec "${SHELL:-/bin/sh}"
