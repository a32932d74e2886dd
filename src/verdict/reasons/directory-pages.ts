import type { ReasonPages } from './reason-page.ts'

const LOOK =
  '`trustctl directory status` shows each directory, how old its word is, and what came of the last try.'
const AGAIN = '`trustctl directory follow NAME` asks again; with a PLACE behind it, a mirror or a folder.'
const KEPT = 'Nothing else: what was in force stays in force until it runs out.'

/** Family 3, last part: key directories that this machine follows. */
export const DIRECTORY_PAGES: ReasonPages<'TC36'> = {
  TC3601: {
    means:
      'The policy says how old the list of revoked keys may be (`availability.revocations`), and what is known here is older, or no directory is followed at all. A key that was stolen since would still be trusted.',
    expected: 'A key directory that was heard within `maxAge`.',
    causes: [
      'The directory is out of reach: no network, or a proxy stands between.',
      'It is no longer kept up to date.',
      'Somebody holds newer files back.',
      'This machine was never told which directory to follow.',
    ],
    remedies: [LOOK, AGAIN, 'None is followed: `trustctl directory join PLACE --introduction CODE`.'],
  },
  TC3602: {
    means:
      'The directory offered an older state than this machine has seen. Replaying old files is how a revoked key is made to look good again, so it is refused.',
    expected: 'Version numbers that only grow, and revocations that only become more.',
    causes: ['A mirror or a copied folder that is behind.', 'Somebody replays old files.'],
    remedies: [KEPT, AGAIN, 'If the directory itself was set back, ask whoever keeps it.'],
  },
  TC3603: {
    means:
      'The directory offered files that have expired. Holding updates back is how a machine is kept from hearing that a key was revoked, so it is refused.',
    expected: 'A `timestamp.json` that is signed anew every few days: `trustctl directory publish`.',
    causes: [
      'Nobody has published for too long.',
      'A mirror or a copied folder that is no longer kept up to date.',
      'The clock of this machine is wrong.',
    ],
    remedies: [KEPT, 'Compare `date` with another clock.', AGAIN],
  },
  TC3604: {
    means:
      'What the directory offered is not what its people vouch for: too few signatures, two of them by one person, a changed file, files of different states, or one that its role may not sign.',
    expected:
      'Files signed by as many people as the directory’s root asks for, each in a form that is known.',
    causes: [
      'A copy that was made while the directory changed, or only in part.',
      'The address leads elsewhere.',
      'Somebody changed the files.',
    ],
    remedies: [KEPT, LOOK, AGAIN, 'Whoever keeps the directory: `trustctl directory verify`.'],
  },
  TC3605: {
    means:
      'A directory is followed because somebody you trust gave you the code of its first root. This place has another root under that version.',
    expected: 'The root whose keys the introduction names.',
    causes: [
      'The code is of another directory, or was mistyped.',
      'Somebody shows you a directory of their own.',
    ],
    remedies: [
      'Nothing is trusted. Ask for the code again, by another road than the address came by.',
      'Whoever keeps the directory sees its code with `trustctl directory verify`.',
    ],
  },
  TC3606: {
    means: 'The directory did not answer, answered with an error or a redirect, or took too long.',
    expected: 'The directory’s files, within ten seconds each.',
    causes: ['There is no network, or a proxy stands between.', 'The directory is down, or has moved.'],
    remedies: [KEPT, AGAIN, LOOK],
  },
}
