import { EXIT, type ExitCode } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import { stateLines, stateOf } from '../state/index.ts'
import type { Verb } from '../verb.ts'

/** `trustctl status` */
export const status: Verb<{ json: boolean; paths: boolean }> = {
  manual: {
    synopsis: '[--paths] [--json]',
    description: [
      'Shows whether `pip` is guarded in this shell, which policies decide, layer by layer, whether a bypass is in force, whether daemon and interceptor run, and which keyrings, evidence sources and trust roots there are. Starts nothing and changes nothing.',
      'The exit code is 0 where the pip that PATH finds is the guarded one and the policy refuses (and no bypass is in force), else 25. Shell functions can’t be seen from here: in an activated environment this says «not proven» even if `trustctl shellenv` guards it.',
    ],
    json: [
      '{ enforcement: { state: "on" | "warns" | "shadowed" | "off", pip },',
      '  policy: { name, version, digest, mode, file, refused, layers: [{ layer, file, name, version, … }] },',
      '  bypass: { reason, by, from, until } | null,',
      '  daemon: { version, pid, startedAt, counts, inForce } | null, interceptor: { running },',
      '  protection: { guard: { port, usedBy, serving, problem } | null, pipConf: { path, state } | null, pythons },',
      '  keyrings: [{ name, keys }], sources: [PLACE], trustRoots: [{ name, digest, refreshedAt }],',
      '  notices: [TEXT], paths: { config, state, cache, run } }',
    ],
    exitCodes: [0, 1, 25],
    examples: [{ command: 'trustctl status', does: 'is this shell guarded?' }],
    files: [
      { path: '~/.config/pip-trust', what: 'policy, settings and keys' },
      { path: '~/.local/state/pip-trust', what: 'store and logs' },
    ],
    seeAlso: ['trustctl shellenv', 'trustctl up', 'trustctl protect', 'trustctl policy show'],
  },
  options: (parser) =>
    withJson(parser).option('paths', {
      type: 'boolean',
      default: false,
      defaultDescription: 'no',
      describe: 'print the folders alone, one a line, for scripts',
    }),
  run: async ({ json, paths }, cli): Promise<ExitCode> => {
    const { config, state, cache, run } = cli.paths
    if (paths) {
      const folders = { config, state, cache, run }
      printResult(cli, json, {
        json: { paths: folders },
        text: () => Object.entries(folders).map(([name, folder]) => `${name} ${folder}`),
      })
      return EXIT.ok
    }
    const found = await stateOf(cli)
    printResult(cli, json, { json: found, text: () => stateLines(found, cli) })
    return found.enforcement.state === 'on' ? EXIT.ok : EXIT.unproven
  },
}
