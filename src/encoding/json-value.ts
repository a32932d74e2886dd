export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** What a JSON text stands for. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject

/** True for an object, and not for an array or null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
