const NAMES =
  /^(?:pip_.+|(?:https?|all|no)_proxy|requests_ca_bundle|curl_ca_bundle|ssl_cert_(?:file|dir)|netrc|ci|build_buildid|build_id|home|xdg_config_home)$/i
/** Beyond these a variable is none of pip's settings. */
const MAX_VARIABLES = 200
const MAX_VALUE_CHARS = 8192

/**
 * What of an environment pip and its HTTP stack read (the same names as the witness's `settings.py`): kept with the
 * guard, whose process may be started without any.
 */
export function upstreamEnvironment(env: NodeJS.ProcessEnv): Readonly<Record<string, string>> {
  const found = Object.entries(env).flatMap(([name, value]) =>
    value !== undefined && value.length <= MAX_VALUE_CHARS && isAsked(name) ? [[name, value] as const] : [],
  )
  return Object.fromEntries(found.slice(0, MAX_VARIABLES))
}

const isAsked = (name: string): boolean => NAMES.test(name) && !/^pip_trust_/i.test(name)
