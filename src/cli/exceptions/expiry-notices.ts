import { standing } from '../../exceptions/index.ts'
import type { LoadedLayer } from '../../sources/index.ts'
import { dayText } from './day-text.ts'

/** What is said about exceptions that end soon. `now` in seconds since the epoch, UTC. */
export function expiryNotices(
  layers: readonly Pick<LoadedLayer, 'layer' | 'policy' | 'file'>[],
  now: number,
): readonly string[] {
  return layers.flatMap(({ layer, policy, file }) =>
    standing(policy?.effective.exceptions ?? [], new Map(), now)
      .filter(({ state }) => state === 'expiring')
      .map(({ id, entry, daysLeft }) => {
        const about = `${entry.match.project.join(', ')}${entry.match.version ?? ''}`
        const then =
          layer === 'user'
            ? `trustctl exception renew ${id} --for 30d --reason "…"`
            : `it stands in \`${file}\`, and ${entry.owner} owns it`
        return `exception ${id} (${about}) ends ${entry.expires}, in ${dayText(daysLeft)}: ${then}`
      }),
  )
}
