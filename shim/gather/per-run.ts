import type { OpenRun } from '../runs/index.ts'

/** Gives the value of a key, made at the first asking in a run. */
export type Memo<Value> = (run: OpenRun, key: string, make: () => Promise<Value>) => Promise<Value>

/** Makes each value once in a run; forgotten with the run. */
export function perRun<Value>(): Memo<Value> {
  const runs = new WeakMap<OpenRun, Map<string, Promise<Value>>>()
  return (run, key, make) => {
    const values = runs.get(run) ?? new Map<string, Promise<Value>>()
    runs.set(run, values)
    const value = values.get(key) ?? make()
    values.set(key, value)
    return value
  }
}
