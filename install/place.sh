# shellcheck shell=sh disable=SC2154,SC2016
# Stages a release aside, then puts it in force by one rename. Sourced by install.sh.
#
#   <prefix>/releases/<id>/   package.json src shim policies docs dist node_modules demo, node/bin/node
#   <prefix>/lib              link to the release in force; <prefix>/node → lib/node
#   <prefix>/shims, <prefix>/bin

place_release() {
  mkdir -p "$prefix/releases" "$prefix/shims" "$prefix/bin"
  release=$prefix/releases/$(date -u +%Y%m%dT%H%M%SZ)-$$
  mkdir "$release"
  exec 3>&2
  trap discard_release EXIT
  trap 'stopped 130' INT
  trap 'stopped 143' TERM HUP
  fill_release >"$release/install.log" 2>&1 || {
    tail -n 20 "$release/install.log" >&2
    fail "staging failed; nothing was changed"
  }
  rm -f "$release/install.log"
  put_in_force
  exec 3>&-
  trap - EXIT INT TERM HUP
}

# Takes back what was staged, and the folders that nothing else is in. What npm had started may write a moment longer.
discard_release() {
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    if rm -rf "$release" 2>/dev/null; then break; fi
    sleep 1
  done
  if [ -e "$release" ]; then echo "pip-trust: what was staged could not be removed: $release" >&3; fi
  rmdir "$prefix/releases" "$prefix/shims" "$prefix/bin" "$prefix" 2>/dev/null || true
}

# npm takes up to half a minute to end by itself, and writes all the while.
stopped() {
  if [ -n "${!:-}" ] && kill -KILL "$!" 2>/dev/null; then wait "$!" 2>/dev/null || true; fi
  printf '\npip-trust: stopped; nothing was changed\n' >&3
  exit "$1"
}

# In this shell, not in one of its own, so that the trap knows whom to end.
npm_in_release() {
  cd "$release" && run_npm "$@" --no-audit --no-fund && cd "$PIP_TRUST_SOURCE"
}

# Says what takes its time, where a person sees it; the details are in the log.
progress() { say "$1" >&3; }

fill_release() {
  set -e
  # A cache of the release's own, which goes with its staging: in ~/.npm it would outlive what --uninstall can name.
  export npm_config_cache="$release/.npm-cache" npm_config_update_notifier=false
  progress "looking for a Node that fits"
  find_node "$release/.node" || return 1
  for part in package.json package-lock.json .npmrc LICENSE src shim policies scripts; do
    cp -R "$PIP_TRUST_SOURCE/$part" "$release/" || return 1
  done
  mkdir -p "$release/docs"
  cp -R "$PIP_TRUST_SOURCE/docs/reasons" "$release/docs/" || return 1
  cp -R "$PIP_TRUST_SOURCE/test/vectors/pep740" "$release/demo" || return 1
  progress "getting the packages of the lock file with npm (about half a minute)"
  npm_in_release ci || return 1
  bring_node || return 1
  progress "bundling, and keeping what runs"
  "$release/node/bin/node" "$release/scripts/bundle.ts" || return 1
  keep_runtime || return 1
  compile_ahead
}

# The Node in force is a copy where npm or pip brought it, and a link to the person's own where that suits.
bring_node() {
  mkdir -p "$release/node/bin"
  for brought in "$release"/node_modules/node-*/bin/node "$release/.node/node/bin/node"; do
    if suits "$brought"; then
      [ -z "${NODE:-}" ] || [ "$brought" = "$NODE" ] || continue
      mv "$brought" "$release/node/bin/node"
      NODE=$release/node/bin/node
      return 0
    fi
  done
  [ -n "${NODE:-}" ] || { echo "no suitable Node was found or brought by npm"; return 1; }
  ln -s "$("$NODE" -p process.execPath)" "$release/node/bin/node"
  NODE=$release/node/bin/node
}

keep_runtime() {
  npm_in_release prune --omit=dev --omit=optional || return 1
  rm -rf "$release/.node" "$release/.npm-cache" "$release/scripts" "$release/node_modules/.cache" "$release"/node_modules/node-*-*
  find "$release" -name __pycache__ -type d -prune -exec rm -rf {} +
}

# Runs a verification once, so that what V8 makes of its parts is kept beside them. Its verdict is of no interest here.
compile_ahead() {
  wheel=$release/demo/sampleproject-4.0.0-py3-none-any.whl
  # A person's own cache of compiled programs would take them in place of ours.
  (
    unset NODE_COMPILE_CACHE
    PIP_TRUST_HOME="$release/.home" "$release/node/bin/node" "$release/dist/trustctl.cjs" verify "$wheel" \
      --bundle "$wheel.publish.attestation" --identity nobody --issuer nobody || true
  )
  rm -rf "$release/.home"
}

# rename(2) replaces the link at once; `mv` would follow it, and `mv -T` is not everywhere.
put_in_force() {
  ln -s "$release" "$prefix/.lib.$$"
  "$release/node/bin/node" -e 'require("node:fs").renameSync(process.argv[1], process.argv[2])' \
    "$prefix/.lib.$$" "$prefix/lib"
  ln -sfn lib/node "$prefix/node"
}

remove_old_releases() {
  for old in "$prefix"/releases/*; do
    [ "$old" = "$release" ] || rm -rf "$old"
  done
}

write_commands() {
  for name in pip pip3 $(versioned_pips); do
    put_file "$prefix/shims/$name" <"$prefix/lib/shim/pip"
  done
  write_command trustctl 'dist/trustctl.cjs' ''
  write_command trustd 'dist/trustd.cjs' '--lib "$prefix/lib"'
}

# write_command NAME SCRIPT OPTIONS: OPTIONS are shell words, expanded when the command runs.
write_command() {
  put_file "$prefix/bin/$1" <<TEXT
#!/bin/sh
prefix=$(quote "$prefix")
exec "\$prefix/node/bin/node" "\$prefix/lib/$2" $3 "\$@"
TEXT
}

# Writes standard input to an executable file, by a rename: a shim that is running is never cut short.
put_file() {
  cat >"$1.new.$$"
  chmod 755 "$1.new.$$"
  mv -f "$1.new.$$" "$1"
}

quote() { printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"; }

# The pip3.N that PATH has now: a shim for a name that did not exist would be a new command.
versioned_pips() {
  (
    IFS=:
    for folder in $PATH; do
      [ "$folder" = "$prefix/shims" ] && continue
      for file in "$folder"/pip3.*; do
        name=${file##*/}
        case ${name#pip3.} in *[!0-9]* | '') continue ;; esac
        [ -x "$file" ] && printf '%s\n' "$name"
      done
    done
  ) | sort -u
}
