import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { EvidenceSource } from '../../sources/index.ts'
import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { placeOf } from '../evidence-place.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl evidence add` */
export const evidenceAdd: Verb<{ json: boolean; place: string[] }> = {
  manual: {
    synopsis: '[--json] PLACE...',
    description: [
      'Adds places that keep attestations and signatures, for indexes and mirrors that do not offer them. A place is a folder, or an URL template with {project}, {version}, {filename} and {sha256}, of which {filename} is needed. What comes from there is verified like any evidence: a place can’t make anything trusted that isn’t.',
      'In a folder, FILE.provenance, FILE.publish.attestation, FILE.slsa.attestation, FILE.attestation, FILE.sigstore.json, FILE.sigstore, FILE.p7s, FILE.asc and FILE.sig are found. A template ends in one of these suffixes. It is asked over https only, and only about files that came from an index, so that private names of local files stay here.',
    ],
    json: ['{ added: [{ type: "folder" | "template", where }] }'],
    exitCodes: [0, 1, 2],
    examples: [
      { command: 'trustctl evidence add ./attestations', does: 'use a folder' },
      {
        command: "trustctl evidence add 'https://packages.example/{project}/{filename}.provenance'",
        does: 'ask a server',
      },
    ],
    files: [{ path: '~/.config/pip-trust/settings.json', what: 'where the places are kept' }],
    seeAlso: ['trustctl evidence list', 'trustctl evidence remove', 'trustctl verify'],
  },
  options: (parser) =>
    withJson(parser).positional('place', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'a folder or an URL template',
    }),
  run: async ({ json, place }, cli) => {
    const places = place.map((each) => placeOf(each, cli))
    for (const each of places) checkFolder(each)
    const added: EvidenceSource[] = []
    for (const each of places) added.push(await sourcesOf(cli).addSource(each))
    printResult(cli, json, {
      json: { added: added.map(({ type, where }) => ({ type, where })) },
      text: () => added.map(({ type, where }) => `evidence is looked for in the ${type} ${where}`),
    })
    return EXIT.ok
  },
}

/** A folder that isn't there is more likely misspelt than meant for later. */
function checkFolder(place: string): void {
  if (place !== resolve(place)) return
  if (statSync(place, { throwIfNoEntry: false })?.isDirectory() === true) return
  throw new CliError('input', {
    message: `\`${place}\` is no folder: expected one that is there, or an URL template`,
    hint: 'trustctl evidence add --help',
  })
}
