import type { HearOutcome } from '../../sources/index.ts'
import { CliError } from '../cli-error.ts'
import { sourcesOf } from '../configured.ts'
import { withRunningDaemon } from '../daemon.ts'
import { exitCodeOfHearing, heardLines } from '../directory/index.ts'
import { placeOf } from '../evidence-place.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl directory follow` */
export const directoryFollow: Verb<{ json: boolean; name: string | undefined; place: string | undefined }> = {
  manual: {
    synopsis: '[NAME [PLACE]] [--json]',
    description: [
      'Asks followed key directories what is new, now: one, or all of them. What holds is in force at once; what does not leaves what was in force.',
      'With PLACE: follows it there from now on, at a mirror or in a folder. What vouches for it stays the same, so a place that is not the same directory is refused.',
      'The daemon does this by itself: soon after it starts, every quarter of an hour, when a followed folder changes, and once for a key that nobody here knows.',
    ],
    json: ['{ heard: [OUTCOME] }'],
    exitCodes: [0, 1, 2, 3, 21, 22, 24],
    examples: [
      { command: 'trustctl directory follow', does: 'hear all of them' },
      { command: 'trustctl directory follow acme /srv/keys', does: 'follow it in a folder from now on' },
    ],
    files: [{ path: '~/.local/state/pip-trust/directories/NAME.json', what: 'what was heard of it' }],
    seeAlso: ['trustctl directory status', 'trustctl directory join'],
  },
  options: (parser) =>
    withJson(parser)
      .positional('name', { type: 'string', describe: 'what the directory is called here' })
      .positional('place', { type: 'string', describe: 'an URL or a folder' }),
  run: async ({ json, name, place }, cli) => {
    const sources = sourcesOf(cli)
    const names = name === undefined ? await sources.directoryNames() : [name]
    if (names.length === 0) throw nobody()
    if (name !== undefined && place !== undefined) await sources.moveDirectory(name, placeOf(place, cli))
    const heard: HearOutcome[] = []
    const how = { now: cli.now(), from: null, signal: new AbortController().signal }
    for (const each of names) {
      if (cli.terminal !== null) cli.complain(`asking the key directory ${each} …`)
      heard.push(await sources.hearDirectory(each, how))
    }
    await withRunningDaemon(cli, (daemon) => daemon.reload())
    printResult(cli, json, {
      json: { heard },
      text: () => heard.flatMap((outcome) => heardLines(outcome, cli)),
    })
    return exitCodeOfHearing(heard)
  },
}

function nobody(): CliError {
  return new CliError('nothing', {
    message: 'no key directory is followed',
    hint: 'trustctl directory join PLACE --introduction CODE',
  })
}
