/** Places in a JSON value. */
export type Path = readonly (string | number)[]

export interface Place {
  readonly path: Path
  readonly value: unknown
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const childrenOf = (value: unknown): readonly (readonly [string | number, unknown])[] => {
  if (Array.isArray(value)) return value.map((each: unknown, at) => [at, each] as const)
  return isObject(value) ? Object.entries(value) : []
}

/** Every place but the root's. */
export const placesOf = (value: unknown, path: Path = []): readonly Place[] =>
  childrenOf(value).flatMap(([key, child]) => {
    const at = [...path, key]
    return [{ path: at, value: child }, ...placesOf(child, at)]
  })

export const valueAt = (value: unknown, [key, ...rest]: Path): unknown => {
  if (key === undefined) return value
  const found = childrenOf(value).find(([name]) => name === key)
  return found === undefined ? undefined : valueAt(found[1], rest)
}

/** A copy with another value at the path; `undefined` takes the place away. */
export const withValue = (value: unknown, [key, ...rest]: Path, put: unknown): unknown => {
  if (key === undefined) return put
  if (Array.isArray(value)) {
    return value.flatMap((each: unknown, at) => {
      const changed = at === key ? withValue(each, rest, put) : each
      return changed === undefined ? [] : [changed]
    })
  }
  if (!isObject(value)) return value
  const entries = Object.entries(value).map(
    ([name, each]) => [name, name === key ? withValue(each, rest, put) : each] as const,
  )
  const known = Object.hasOwn(value, key) ? entries : [...entries, [String(key), put] as const]
  return Object.fromEntries(known.filter(([, each]) => each !== undefined))
}

/** Where two values differ, by the shortest paths; array places as `#`. */
export const differences = (one: unknown, other: unknown, path: Path = []): readonly string[] => {
  const [left, right] = [childrenOf(one), childrenOf(other)]
  const isSameForm = Array.isArray(one) === Array.isArray(other) && isObject(one) === isObject(other)
  if (!isSameForm || (left.length === 0 && right.length === 0)) {
    return textOf(one) === textOf(other) ? [] : [nameOf(path)]
  }
  const keys = new Set([...left, ...right].map(([key]) => key))
  return [...keys].flatMap((key) => differences(valueAt(one, [key]), valueAt(other, [key]), [...path, key]))
}

/** Protobuf's JSON writes an int64 as a string, and reads a number too: both are the same value. */
const textOf = (value: unknown): string =>
  typeof value === 'number' ? `"${value}"` : JSON.stringify(value ?? null)

const nameOf = (path: Path): string => path.map((key) => (typeof key === 'number' ? '#' : key)).join('.')
