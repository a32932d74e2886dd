#!/bin/sh
# Installs pip-trust: shims ahead of pip, the daemon and trustctl. Touches no file of pip's.
set -eu
case $(uname -s) in
  MINGW* | MSYS* | CYGWIN*)
    echo 'pip-trust: Windows is out of scope: expected Linux or macOS (WSL is Linux)' >&2
    exit 1
    ;;
esac
PIP_TRUST_SOURCE=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
. "$PIP_TRUST_SOURCE/install/node.sh"
. "$PIP_TRUST_SOURCE/install/place.sh"
. "$PIP_TRUST_SOURCE/install/start-file.sh"
. "$PIP_TRUST_SOURCE/install/uninstall.sh"

usage() {
  cat <<'TEXT'
usage: ./install.sh [--prefix DIR] [--no-start] [--no-modify-path] [--demo] [--yes]
       ./install.sh --uninstall [--prefix DIR] [--yes]

Installs pip-trust for this user. Afterwards `pip install` refuses what the policy does not trust.

  --prefix DIR       where to install (default: $XDG_DATA_HOME/pip-trust, else ~/.local/share/pip-trust)
  --no-start         do not start the daemon now; the first pip does
  --no-modify-path   never edit a shell's start file; print the line to add instead
  --demo             afterwards, in a throw-away virtual environment: install a real package that verifies,
                     then refuse the same file with one byte changed
  --yes              answer yes to every question
  --uninstall        remove pip-trust; what you wrote (policy, settings, keys) stays, and its place is named
  --help             this text

Without a terminal nothing is asked, and a shell's start file is edited only with --yes.
Running it again is harmless; running a newer one upgrades and keeps policy, keys and store.
Exit status: 0 done, 1 failed (nothing half-installed), 2 usage.
TEXT
}

say() { printf 'pip-trust: %s\n' "$*"; }
fail() { printf 'pip-trust: %s\n' "$*" >&2; exit 1; }

# Asks on the terminal; without one the answer is no, with --yes it is yes.
confirm() {
  [ "$yes" = 1 ] && return 0
  [ -t 0 ] && [ -t 1 ] || return 1
  printf 'pip-trust: %s [y/N] ' "$1"
  read -r answer || return 1
  case $answer in y | Y | yes | Yes) return 0 ;; *) return 1 ;; esac
}

parse() {
  prefix=${XDG_DATA_HOME:-${HOME:-}/.local/share}/pip-trust
  start=1 modify_path=1 demo=0 yes=0 verb=install
  while [ $# -gt 0 ]; do
    case $1 in
      --prefix) [ $# -ge 2 ] || { usage >&2; exit 2; }; prefix=$2; shift ;;
      --prefix=*) prefix=${1#--prefix=} ;;
      --no-start) start=0 ;;
      --no-modify-path) modify_path=0 ;;
      --demo) demo=1 ;;
      --yes | -y) yes=1 ;;
      --uninstall) verb=uninstall ;;
      --help | -h) usage; exit 0 ;;
      *) printf 'pip-trust: unknown option: %s\n\n' "$1" >&2; usage >&2; exit 2 ;;
    esac
    shift
  done
  case $prefix in
    /?*) ;;
    '' | /) fail "--prefix needs a folder" ;;
    *) prefix=$(pwd)/$prefix ;;
  esac
}

install() {
  place_release
  write_commands
  write_shellenv
  drain
  say "installed in $prefix"
  if [ "$modify_path" = 1 ]; then edit_start_file; fi
  if [ "$start" = 1 ]; then
    "$prefix/bin/trustctl" up || fail "the daemon did not start; see \`$prefix/bin/trustctl status\`"
  fi
  say_path
}

# Processes of an older release end after their open runs; the next pip starts the new ones.
drain() {
  "$prefix/bin/trustctl" down >/dev/null 2>&1 || true
  remove_old_releases
}

parse "$@"
if [ "$verb" = uninstall ]; then
  uninstall
  exit 0
fi
install
if [ "$demo" = 1 ]; then PIP_TRUST_PREFIX=$prefix sh "$PIP_TRUST_SOURCE/install/demo.sh"; fi
