/** Variables by which a pip passes over its user's configuration, or over what the guard wrote there. */
const NAMES = ['PIP_CONFIG_FILE', 'PIP_ISOLATED', 'PIP_PROXY', 'PIP_CERT', 'PIP_CACHE_DIR'] as const

const OFF = /^(?:0|n|no|f|false|off)?$/i

/** Those that are in force in an environment; pip takes an empty one for none. */
export function passedOver(env: NodeJS.ProcessEnv): readonly string[] {
  return NAMES.filter((name) => {
    const value = env[name] ?? ''
    return name === 'PIP_ISOLATED' ? !OFF.test(value) : value !== ''
  })
}
