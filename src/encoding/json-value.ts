export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** What a JSON text stands for. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
