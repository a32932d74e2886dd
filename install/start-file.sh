# shellcheck shell=sh disable=SC2154
# The one line in a shell's start file, between markers, only with consent. Sourced by install.sh.

BEGIN_MARK='# >>> pip-trust >>>'
END_MARK='# <<< pip-trust <<<'

start_file() {
  case ${SHELL:-} in
    */zsh) printf '%s\n' "${ZDOTDIR:-$HOME}/.zshrc" ;;
    *) printf '%s\n' "$HOME/.bashrc" ;;
  esac
}

write_shellenv() {
  "$prefix/bin/trustctl" shellenv >"$prefix/env.sh.new" || fail "\`trustctl shellenv\` failed"
  mv -f "$prefix/env.sh.new" "$prefix/env.sh"
}

edit_start_file() {
  [ -n "${HOME:-}" ] || return 0
  file=$(start_file)
  if [ -f "$file" ] && grep -qF "$BEGIN_MARK" "$file"; then return 0; fi
  confirm "add pip-trust to $file, so that \`pip\` is guarded in new shells?" || return 0
  # A last line without its end would swallow the marker.
  lead=
  if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then lead='
'; fi
  {
    printf '%s' "$lead"
    printf '%s\n' "$BEGIN_MARK"
    printf '. %s\n' "$(quote "$prefix/env.sh")"
    printf '%s\n' "$END_MARK"
  } >>"$file"
  say "added to $file"
}

# Takes the lines between the markers out of a start file, keeping its mode, owner and links.
clean_start_file() {
  [ -f "$1" ] && grep -qF "$BEGIN_MARK" "$1" || return 0
  sed "/^$BEGIN_MARK\$/,/^$END_MARK\$/d" "$1" >"$prefix/.start-file.$$" || return 1
  cat "$prefix/.start-file.$$" >"$1"
  rm -f "$prefix/.start-file.$$"
  # A file that holds nothing now held nothing of the person's.
  if [ ! -s "$1" ] && [ ! -L "$1" ]; then rm -f "$1"; fi
  say "removed from $1"
}

say_path() {
  case :$PATH: in
    *":$prefix/shims:"*) say "\`pip\` is guarded in this shell" ;;
    *) say "to guard \`pip\` in this shell:  eval \"\$($(quote "$prefix/bin/trustctl") shellenv)\"" ;;
  esac
}
