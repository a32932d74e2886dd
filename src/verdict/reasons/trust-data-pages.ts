import type { ReasonPages } from './reason-page.ts'

const LOOK = '`trustctl trust roots` shows each root, how old it is, and what came of its last refresh.'
const AGAIN = '`trustctl trust refresh NAME` asks again; `--from` asks a mirror or a folder.'
const KEPT = 'Nothing else: what was in force stays in force, and installations go on.'

/** Family 2, trust data: the roots that attestations are verified with, and their updates through TUF. */
export const TRUST_DATA_PAGES: ReasonPages<'TC26'> = {
  TC2601: {
    means:
      'The signed metadata that vouches for a trust root has expired, and no refresh brought newer one. The root is still used, as machines without a network must be able to verify; it may lack keys that are new since, and name some that are no longer to be trusted.',
    expected: 'A refresh before the date that the metadata bears; the daemon tries once a day.',
    causes: ['This machine reaches no TUF repository.', 'The repository is no longer kept up to date.'],
    remedies: [
      AGAIN,
      'Without a network: copy the repository’s files to a folder, then `trustctl trust refresh NAME --from FOLDER`.',
      LOOK,
    ],
  },
  TC2602: {
    means:
      'A repository offered an older state of a trust root than this machine has seen. Replaying old files is how a withdrawn key is made to look valid again, so it is refused.',
    expected: 'Version numbers that only grow.',
    causes: ['A mirror or a copied folder that is behind.', 'Somebody replays old files.'],
    remedies: [KEPT, AGAIN, 'If the repository itself was set back, ask whoever runs it.'],
  },
  TC2603: {
    means:
      'A repository offered metadata that has expired. Holding updates back is how a machine is kept from hearing that a key was withdrawn, so it is refused.',
    expected: 'A `timestamp.json` that is signed anew every few days.',
    causes: [
      'A mirror or a copied folder that is no longer kept up to date.',
      'The clock of this machine is wrong.',
      'Somebody holds newer files back.',
    ],
    remedies: [KEPT, 'Compare `date` with another clock.', AGAIN],
  },
  TC2604: {
    means:
      'What a repository offered is not what the keys of its root vouch for: too few valid signatures, a changed or oversized file, files of different states, or a trusted root that can’t be read.',
    expected:
      'Files signed by as many of the named keys as the root asks for, and a trusted root in a form that is known.',
    causes: [
      'The address leads elsewhere: to an error page, or another repository.',
      'A copy that was made while the repository changed, or only in part.',
      'Somebody changed the files.',
    ],
    remedies: [
      KEPT,
      LOOK,
      AGAIN,
      'A private instance: compare the first root’s sha256 with whoever runs it.',
    ],
  },
  TC2605: {
    means: 'A repository has another trusted root than the one that somebody pinned on this machine.',
    expected: 'The trusted root with the pinned sha256.',
    causes: ['The instance changed its keys since, as it does about once a year.'],
    remedies: [
      'Find out whether the change is meant.',
      '`trustctl trust pin NAME --off`, `trustctl trust refresh NAME`, then pin the new one.',
    ],
  },
  TC2606: {
    means: 'A TUF repository did not answer, answered with an error or a redirect, or took too long.',
    expected: 'The repository’s files, within ten seconds each.',
    causes: ['There is no network, or a proxy stands between.', 'The repository is down, or has moved.'],
    remedies: [KEPT, AGAIN, LOOK],
  },
}
