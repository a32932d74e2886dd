# shellcheck shell=sh disable=SC2154
# Takes away what install.sh and the programs wrote; leaves what the person wrote. Sourced by install.sh.

uninstall() {
  if [ ! -x "$prefix/bin/trustctl" ] && [ ! -d "$prefix/releases" ]; then
    say "nothing is installed in $prefix"
    return 0
  fi
  if [ -t 0 ] && [ -t 1 ]; then
    confirm "remove pip-trust from $prefix, with its store and caches?" || fail "nothing was removed"
  fi
  paths=$("$prefix/bin/trustctl" status --paths 2>/dev/null || true)
  unprotect
  "$prefix/bin/trustctl" down >/dev/null 2>&1 || true
  for file in "${HOME:-/nonexistent}/.bashrc" "${ZDOTDIR:-${HOME:-/nonexistent}}/.zshrc"; do
    clean_start_file "$file" || fail "could not edit $file; remove the lines between the pip-trust markers by hand"
  done
  remove_state
  rm -rf "$prefix/releases" "$prefix/shims" "${prefix:?}/bin" "$prefix/env.sh"
  rm -f "$prefix/lib" "$prefix/node" "$prefix"/.lib.*
  rmdir "$prefix" 2>/dev/null || true
  say "removed from $prefix"
  say "shells that are open now keep their functions until you type in each: unset -f pip pip3; hash -r"
  say_kept
}

# pip's own configuration would go on pointing at a guard that is gone, and every pip would fail.
unprotect() {
  state=$(printf '%s\n' "$paths" | sed -n 's/^state //p')
  [ -n "$state" ] && [ -d "$state/guard" ] || return 0
  "$prefix/bin/trustctl" unprotect --all || fail "nothing was removed: the protection of pips could not be taken back"
}

# `trustctl status --paths` prints lines `config DIR`, `state DIR`, `cache DIR`, `run DIR`.
remove_state() {
  printf '%s\n' "$paths" | while read -r what folder; do
    case $what in
      state | cache | run) [ -n "$folder" ] && rm -rf "$folder" ;;
    esac
  done
}

say_kept() {
  kept=$(printf '%s\n' "$paths" | sed -n 's/^config //p')
  if [ -n "$kept" ] && [ -d "$kept" ]; then
    rmdir "$kept" 2>/dev/null || say "kept what you wrote: $kept (policy, settings, keys)"
  fi
}
