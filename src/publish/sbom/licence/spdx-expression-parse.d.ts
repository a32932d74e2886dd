/** The part of its tree that is used. Throws on what is no SPDX expression. */
declare module 'spdx-expression-parse' {
  export default function parse(text: string): object
}
declare module 'spdx-license-ids' {
  const ids: readonly string[]
  export default ids
}
declare module 'spdx-license-ids/deprecated.json' {
  const ids: readonly string[]
  export default ids
}
declare module 'spdx-exceptions' {
  const ids: readonly string[]
  export default ids
}
