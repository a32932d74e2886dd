import { readGuardRecord } from '../../src/client/index.ts'
import type { Attack } from './attack.ts'
import { asText, notice } from './by-another-user.ts'
import { check, writeTree, type Room } from './room.ts'

const GUESSES = 50

async function guardOf({ scene }: Room): Promise<{ readonly port: string; readonly token: string }> {
  const { code, stderr } = await scene.home.trustctl(['protect', '--no-systemd', 'user'])
  check(code === 0, `\`trustctl protect user\` ended with ${code}\n${stderr}`)
  const record = await readGuardRecord(scene.home.paths)
  if (record === null) throw new Error('there is no guard')
  return { port: String(record.port), token: record.token }
}

/** Attacks with tokens: at the guard's port, which stays, and with those of runs, which end. */
export const AT_THE_GUARD: readonly Attack[] = [
  {
    name: `use the guard’s port: ${GUESSES} guesses, then the right token`,
    by: 'another user',
    play: async (room) => {
      const { port, token } = await guardOf(room)
      const guessed = asText(await room.intrude('guess', port, String(GUESSES)))
      check(!guessed.includes(' 200 ') && guessed.includes(' 407 '), guessed)
      const shown = asText(await room.intrude('show', port, token))
      check(shown.includes(' 407 '), `the right token let another user in: ${shown}`)
      const own = asText(await room.own.intrude('show', port, token))
      check(own.includes(' 200 '), `the user is not served either: ${own}`)
      await room.guards()
      return `407 each time, also with the right token, by which the user is served; ${await notice(room)}`
    },
  },
  {
    name: 'use a run’s token after the run, also at the guard’s port, and the guard’s at the runs’',
    by: 'another process of the user',
    play: async (room) => {
      const { port: guardPort, token: guardToken } = await guardOf(room)
      const tree = await writeTree(room, 'raise SystemExit(7)\n')
      const taking = await room.own.hold('take')
      await room.scene.pip(['install', tree])
      const found = asText(await taking.end())
      const [, token = '', port = ''] = /"token":"([\w-]+)","port":(\d+)/.exec(found) ?? []
      check(token !== '', `no token was found, so nothing was tried: ${found}`)
      check(token !== guardToken, 'the run has the guard’s token')
      const tries = [
        await room.own.intrude('show', port, token),
        await room.own.intrude('show', guardPort, token),
        await room.own.intrude('show', port, guardToken),
        await room.intrude('show', port, token),
      ].map(asText)
      check(
        tries.every((line) => line.includes(' 407 ') || line === '""'),
        tries.join(),
      )
      return '407, or nobody listens any more; neither token is of use at the other’s port'
    },
  },
]
