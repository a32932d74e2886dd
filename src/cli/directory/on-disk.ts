import type { Verb } from '../verb.ts'

/** The same verb, which says what the disk refuses in a reader's words: folders of others are served read-only. */
export function onDisk<Options>(verb: Verb<Options>): Verb<Options> {
  return {
    ...verb,
    run: async (options, cli) => {
      // Loaded when it runs: the manuals of all verbs need no disk.
      const { diskInWords } = await import('../policy/disk-in-words.ts')
      return await diskInWords(cli, async () => await verb.run(options, cli))
    },
  }
}
