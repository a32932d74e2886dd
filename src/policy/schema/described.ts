import * as v from 'valibot'

/** The schema with the words that an editor shows for it. */
export function described<const S extends v.GenericSchema>(
  schema: S,
  description: string,
): v.SchemaWithPipe<readonly [S, v.DescriptionAction<v.InferOutput<S>, string>]> {
  return v.pipe(schema, v.description(description))
}

/** The same for a key that may be absent. */
export function optionally<const S extends v.GenericSchema>(
  schema: S,
  description: string,
): v.ExactOptionalSchema<ReturnType<typeof described<S>>, undefined> {
  return v.exactOptional(described(schema, description))
}

/** At least one item. */
export function listOf<const S extends v.GenericSchema>(
  item: S,
): v.SchemaWithPipe<
  readonly [v.ArraySchema<S, undefined>, v.MinLengthAction<v.InferOutput<S>[], 1, string>]
> {
  return v.pipe(v.array(item), v.minLength(1, 'a list with at least one item'))
}

/** How many of `keys` an object has. */
export function keysPresent(value: object, keys: readonly string[]): number {
  return keys.filter((key) => key in value).length
}
