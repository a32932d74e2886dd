/** Variables that pip takes in place of its user configuration's settings; the guard takes them up as what is upstream. */
const WINNING: Readonly<Record<string, string>> = {
  PIP_PROXY: 'it wins over pip’s configuration',
  PIP_CERT: 'it wins over pip’s configuration',
  REQUESTS_CA_BUNDLE:
    'older pips (23.2 is one) take it in place of their configuration’s `cert`, and then don’t know the guard',
  CURL_CA_BUNDLE:
    'older pips (23.2 is one) take it in place of their configuration’s `cert`, and then don’t know the guard',
}

/** Says of each setting of an environment that pip takes in place of its user configuration’s. */
export function winningSettings(env: NodeJS.ProcessEnv): readonly string[] {
  const isSet = (name: string): boolean => (env[name] ?? '') !== ''
  return [
    ...(isSet('PIP_CONFIG_FILE')
      ? ['`PIP_CONFIG_FILE` is set: pip passes over your own configuration there, and so the guard']
      : []),
    ...Object.entries(WINNING)
      .filter(([name]) => isSet(name))
      .map(([name, why]) => `\`${name}\` is set: ${why}; the guard has taken it up, so unset it`),
  ]
}
