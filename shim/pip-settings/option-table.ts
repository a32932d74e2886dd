/** Long options of all pips from 21.3 to 26.3 that take a value. Aliases of one option stand side by side. */
const WITH_VALUE = `abi algorithm all-releases build-constraint build-option cache-dir cert client-cert config-settings
  constraint default-timeout dest destination-dir destination-directory editable editor exclude exists-action
  extra-index-url find-links format global-option group implementation index index-url install-option keyring-provider
  local-log log log-file no-binary only-binary only-final output path platform prefix progress-bar proxy pypi-url python
  python-version refresh-package report requirement requirements-from-script resume-retries retries root root-user-action
  source source-dir source-directory src target timeout trusted-host upgrade-strategy uploaded-prior-to use-deprecated
  use-feature wheel-dir`

const WITHOUT_VALUE = `all bash break-system-packages check-build-dependencies compile debug disable-pip-version-check dry-run
  exclude-editable files fish force-reinstall global help ignore-installed ignore-requires-python include-editable isolated
  json local no-build-isolation no-cache-dir no-clean no-color no-compile no-dependencies no-deps no-index no-input
  no-proxy-env no-python-version-warning no-require-hashes no-use-pep517 no-user no-verify no-warn-conflicts
  no-warn-script-location not-required only-dependencies only-deps outdated powershell pre prefer-binary quiet
  require-hashes require-venv require-virtualenv site upgrade uptodate use-pep517 user verbose version yes zsh`

/** Short options that take a value; those that anybody asks for under the name of their long form. */
const SHORT: ReadonlyMap<string, string> = new Map([
  ...['C', 'a', 'd', 't', 'w'].map((letter): [string, string] => [letter, `short-${letter}`]),
  ['i', 'index-url'],
  ['r', 'requirement'],
  ['c', 'constraint'],
  ['f', 'find-links'],
  ['e', 'editable'],
])

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['pypi-url', 'index-url'],
  ['index', 'index-url'],
])

const VALUED: ReadonlySet<string> = new Set(WITH_VALUE.split(/\s+/))
const KNOWN: readonly string[] = [...VALUED, ...WITHOUT_VALUE.split(/\s+/)]

/** An option as pip understands it; `takesValue` tells whether the next word belongs to it. */
export interface KnownOption {
  readonly name: string
  readonly takesValue: boolean
}

/** The option that a long name or an abbreviation of one means (optparse `_match_abbrev`); null where pip would refuse. */
export function longOption(word: string): KnownOption | null {
  const found = KNOWN.includes(word) ? [word] : KNOWN.filter((name) => name.startsWith(word))
  const names = new Set(found.map((name) => ALIASES.get(name) ?? name))
  const [first] = found
  if (first === undefined || names.size !== 1) return null
  return { name: ALIASES.get(first) ?? first, takesValue: VALUED.has(first) }
}

/** The option of one letter; letters that take no value end up without a name that anybody asks for. */
export function shortOption(letter: string): KnownOption {
  const name = SHORT.get(letter)
  return name === undefined ? { name: `short-${letter}`, takesValue: false } : { name, takesValue: true }
}
