import type { Artifact } from '../../artifact/index.ts'
import type { Shortfall } from '../../verdict/index.ts'
import { indexUrl } from '../index-url.ts'
import type { NamedIndex } from '../policy.ts'
import type { Subject } from './subject.ts'

/** What holds under every policy beside its own floor; the policy's mode softens it like the rest of the policy. */
export function builtInFloor(subject: Subject, indexes: readonly NamedIndex[]): readonly Shortfall[] {
  return [
    ...insecure(subject, indexes),
    ...namedByRemoteText(subject.artifact),
    ...foreignPrivateName(subject, indexes),
  ]
}

/** A project that this machine has seen on a private index comes from there, or not at all. */
function foreignPrivateName(
  { artifact, seenOn, indexUrl: from }: Subject,
  indexes: readonly NamedIndex[],
): readonly Shortfall[] {
  if (from === null) return []
  const homes = privateHomes(from, seenOn, indexes)
  const [home] = homes
  if (home === undefined) return []
  const expected = `the file from ${homes.map(({ name, url }) => `${name} (${url ?? ''})`).join(' or ')}`
  const fix = [`pip install --index-url ${home.url ?? ''} ${artifact.project ?? ''}`.trimEnd()]
  return [{ code: 'TC4011', subject: 'index', expected, found: artifact.index?.url ?? from, fix }]
}

/** The private indexes on which a project was seen; none where `url` (as `indexUrl` spells it) is that of a private one. */
export function privateHomes(
  url: string,
  seenOn: readonly string[],
  indexes: readonly NamedIndex[],
): readonly NamedIndex[] {
  const owned = indexes.filter((index) => index.private)
  if (owned.length === 0 || owned.some((index) => index.url === url)) return []
  const seen = new Set(seenOn.map(indexUrl))
  return owned.filter((index) => index.url !== null && seen.has(index.url))
}

/** Plain http from another machine: anybody on the way can change page and file together. */
function insecure(
  { artifact, indexes: names }: Subject,
  indexes: readonly NamedIndex[],
): readonly Shortfall[] {
  if (artifact.index?.insecure !== true && !isInsecureLocation(artifact.location)) return []
  if (indexes.some(({ name, allowInsecure }) => allowInsecure && names.includes(name))) return []
  const found = artifact.index?.insecure === true ? artifact.index.url : artifact.location
  return [{ code: 'TC4003', subject: 'index', expected: 'https, or this machine', found, fix: [] }]
}

/** Schemes without authentication, also behind a VCS name (`git+http`). */
const OPEN_SCHEMES: ReadonlySet<string> = new Set(['http', 'ftp', 'git', 'svn'])

function isInsecureLocation(location: string): boolean {
  if (location.startsWith('https://')) return false
  const url = URL.parse(location)
  const scheme = url?.protocol.slice(0, -1).split('+').at(-1) ?? ''
  return url !== null && OPEN_SCHEMES.has(scheme) && !isLoopback(url.hostname)
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host)
}

/** The wheel cache and built wheels are pip's own paths, which no text names. */
const OWN_CHANNELS: ReadonlySet<Artifact['channel']> = new Set(['cache', 'wheel-cache', 'derived'])

/** What is allowed for paths that the person typed is not inherited by a text from elsewhere that names such a path. */
function namedByRemoteText({ namedByUser, channel, location }: Artifact): readonly Shortfall[] {
  if (namedByUser || OWN_CHANNELS.has(channel) || !isLocal(location)) return []
  const expected = 'a path that you name yourself'
  return [{ code: 'TC4008', subject: 'source', expected, found: location, fix: [] }]
}

function isLocal(location: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:/i.test(location) || /^([a-z]+\+)?file:/i.test(location)
}
