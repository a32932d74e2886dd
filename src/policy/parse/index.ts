export { readYaml } from './read-yaml.ts'
export { parsePolicy, presetPolicy, type ParseOptions, type ParseResult } from './parse-policy.ts'
