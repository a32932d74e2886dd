#!/bin/sh
# Installs pip-trust into a new folder and prints what guards the shell that evaluates it:
#
#   pip_trust=$(sh pip-trust/ci/shell/bootstrap.sh) && eval "$pip_trust"
#   pip install -r requirements.txt
#   trustctl ci report
#
# Options are those of `trustctl ci bootstrap`.
set -eu
source=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/pip-trust.XXXXXX")
"$source/install.sh" --prefix "$folder/prefix" --no-start --no-modify-path >&2
exec "$folder/prefix/bin/trustctl" ci bootstrap --provider shell "$@"
