import { isDirectoryStale, reasonOfDirectory, type DirectoryView } from '../../sources/index.ts'
import { painter, safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

/** A followed directory for programs. */
export function directoryJson(view: DirectoryView, now: number): object {
  const { failed, heardAt } = view
  return {
    ...view,
    ageSeconds: heardAt === null ? null : Math.max(0, now - heardAt),
    stale: isDirectoryStale(view, now),
    failed: failed === null ? null : { ...failed, reason: reasonOfDirectory(failed.code) },
  }
}

/** A followed directory for people. */
export function directoryLines(view: DirectoryView, cli: Cli): readonly string[] {
  const paint = painter(cli.colour)
  const { where, introduction, introducedBy, heardAt, expiresAt, countsUntil, versions, failed } = view
  const rows: readonly SheetRow[] = [
    ['from', safeText(where)],
    ['introduced', `${introduction}${introducedBy === 'code' ? '' : ', compared here by a person'}`],
    ['heard', heardAt === null ? 'never: it vouches for nothing' : timeText(heardAt)],
    ...(expiresAt === null ? [] : [['hear again', `by ${timeText(expiresAt)}`] as const]),
    ...(countsUntil === null ? [] : [['keys count', `until ${timeText(countsUntil)}`] as const]),
    ...(versions === null
      ? []
      : [
          [
            'versions',
            `root ${versions.root}, keys ${versions.keys}, revocations ${versions.revocations}`,
          ] as const,
        ]),
    ['people', keepers(view).join(', ') || 'none'],
    ['keyrings', view.keyrings.map((name) => safeText(name)).join(', ') || 'none'],
    ...(view.trustRoots.length === 0 ? [] : [['trust roots', view.trustRoots.join(', ')] as const]),
    ...(view.policies.length === 0
      ? []
      : [['policies', view.policies.map((path) => safeText(path)).join(', ')] as const]),
    ['keys', `${view.keys.length}`],
    ['revoked', `${view.revokedKeys} keys`],
    ...(failed === null
      ? []
      : [
          [
            'last try',
            `${timeText(failed.at)}, not taken (${reasonOfDirectory(failed.code)}): ${safeText(failed.words)}`,
          ] as const,
        ]),
  ]
  const name = paint('strong', safeText(view.name))
  const head = isDirectoryStale(view, cli.now()) ? `${name}  ${paint('caution', 'stale')}` : name
  return [head, ...sheet(rows, 4, cli.width)]
}

/** Who keeps it; somebody who left stays known by the keys that they signed releases with. */
function keepers({ people }: DirectoryView): readonly string[] {
  return people.filter(({ roles }) => roles.length > 0).map(({ name }) => safeText(name))
}
