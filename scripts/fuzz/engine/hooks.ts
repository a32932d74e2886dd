import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { fileURLToPath } from 'node:url'
import { COUNTERS, type Coverage } from './counters.ts'
import { instrument } from './instrument.ts'

/** Rooms of ours, and the parsers of others that untrusted bytes reach as they come. */
const OURS = /\/(?:src|shim)\/[^?]*\.ts$/
const THEIRS = /\/node_modules\/(?:smol-toml|yaml|@tufjs\/models|tuf-js)\/[^?]*\.js$/

/** Literals of the programs that are looked at: words that a parser compares its input with. */
export type Words = Set<string>

/** From now on modules that are loaded count their blocks. */
export function countBlocks(coverage: Coverage, words: Words): void {
  Object.defineProperty(globalThis, COUNTERS, { value: coverage.counts })
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const { source, format } = loaded
      if (source === undefined || source === null || !(OURS.test(url) || THEIRS.test(url))) return loaded
      const text = typeof source === 'string' ? source : new TextDecoder().decode(source)
      const script = OURS.test(url) ? stripTypeScriptTypes(text) : text
      // What `require` loads comes without a format.
      const type = OURS.test(url) || format === 'module' ? 'module' : 'commonjs'
      const { code, counters } = instrument(script, type, coverage.used)
      coverage.take(counters)
      for (const word of literalsIn(script)) words.add(word)
      return { format: type, source: `${code}\n//# sourceURL=${fileURLToPath(url)}\n`, shortCircuit: true }
    },
  })
}

const MAX_WORD = 80

function literalsIn(script: string): readonly string[] {
  const found = script.matchAll(/'([^'\\\n]{2,})'|"([^"\\\n]{2,})"/g)
  return [...found].flatMap(([, single, double]) => {
    const word = single ?? double ?? ''
    return word.length <= MAX_WORD && !word.startsWith('.') && !/\s\w+\s/.test(word) ? [word] : []
  })
}
