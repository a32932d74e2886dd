import { lstatSync, type Stats } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { DoctorWorld } from '../doctor-world.ts'
import { bad, caution, good, type Finding } from './finding.ts'

const RIGHTS_OF_OTHERS = 0o077
/** Less than that and a store or a spooled file may be cut off. */
export const LEAST_FREE_BYTES = 200 * 1024 * 1024

type Places = Pick<DoctorWorld, 'paths' | 'uid'>

/** Owners and modes of the folders and sockets that nobody else may touch. What is not there yet is made when it is needed. */
export function lookAtPlaces({ paths, uid }: Places): readonly Finding[] {
  const folders = [
    ['config-folder', paths.config, '700'],
    ['state-folder', paths.state, '700'],
    ['run-folder', paths.run, '700'],
    ['ca-folder', paths.caDir, '700'],
    ['daemon-socket', paths.daemonSocket, '600'],
    ['interceptor-socket', paths.shimSocket, '600'],
  ] as const
  return folders.flatMap(([about, path, mode]) => {
    const found = lstatSync(path, { throwIfNoEntry: false })
    return found === undefined ? [] : [privateFinding({ about, path, mode, found, uid })]
  })
}

interface Look {
  readonly about: string
  readonly path: string
  readonly mode: string
  readonly found: Stats
  readonly uid: number
}

function privateFinding({ about, path, mode, found, uid }: Look): Finding {
  const isSocket = about.endsWith('socket')
  if (isSocket ? !found.isSocket() : !found.isDirectory()) {
    return bad(about, `\`${path}\` should be a ${isSocket ? 'socket' : 'folder'} and is something else`)
  }
  if (found.uid !== uid) return bad(about, `\`${path}\` belongs to user ${found.uid}, not to ${uid}`)
  if ((found.mode & RIGHTS_OF_OTHERS) === 0) return good(about, path)
  const is = (found.mode & 0o777).toString(8)
  return bad(about, `\`${path}\` has mode ${is}: expected ${mode}`, `chmod ${mode} '${path}'`)
}

/** Free space where state and temporary files go. */
export async function lookAtDisk({
  paths,
  temporary,
}: Pick<DoctorWorld, 'paths' | 'temporary'>): Promise<Finding> {
  const places = [nearest(paths.state), temporary]
  const free = await Promise.all(
    places.map(async (path) => {
      const { bavail, bsize } = await statfs(path)
      return { path, bytes: bavail * bsize }
    }),
  )
  const short = free.find(({ bytes }) => bytes < LEAST_FREE_BYTES)
  if (short === undefined)
    return good('disk', free.map(({ path, bytes }) => `${megabytes(bytes)} free at \`${path}\``).join(', '))
  const words = `${megabytes(short.bytes)} free at \`${short.path}\`: expected ${megabytes(LEAST_FREE_BYTES)} at least`
  return caution('disk', words, `du -sh '${short.path}'`)
}

function nearest(path: string): string {
  return lstatSync(path, { throwIfNoEntry: false }) === undefined ? nearest(dirname(path)) : path
}

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1024 / 1024)} MiB`
}
