import type { Bill, Component, Property } from '../bill.ts'
import { described } from '../described.ts'
import { packageUrl } from '../package-url.ts'
import { findDistributions, type InstalledDistribution } from './distributions.ts'
import { dependencyGraph } from './graph.ts'
import { checkInstalledFiles, withoutRecord } from './installed-files.ts'
import { readOrigin } from './origin.ts'
import { probeEnvironment, type PythonAnswer, type RunProgram } from './probe.ts'

export interface EnvironmentWorld {
  readonly run: RunProgram
  readonly env: NodeJS.ProcessEnv
  /** Told after each distribution: how many are done, of how many. */
  readonly progress: (done: number, all: number) => void
}

/**
 * The bill of what a Python has installed: each distribution with its metadata, where it came from, whether its files are
 * those that its RECORD lists, and who depends on whom. Throws `SbomError` `environment`.
 * @param name what the environment is called in the bill
 */
export async function environmentBill(python: string, name: string, world: EnvironmentWorld): Promise<Bill> {
  const answer = await probeEnvironment(python, world)
  const { installed, unreadable } = await findDistributions(answer.folders)
  const graph = dependencyGraph(
    installed.map(({ metadata }) => metadata),
    answer.markers,
  )
  const listed: Listed[] = []
  for (const distribution of installed) {
    listed.push(await listedOf(distribution, answer))
    world.progress(listed.length, installed.length)
  }
  const about = environmentComponent(name, answer)
  const refs = new Map(listed.map(({ component }, at) => [installed[at]?.metadata.name, component.ref]))
  const refsOf = (names: readonly string[]): readonly string[] =>
    [...refs].flatMap(([each, ref]) => (each !== undefined && names.includes(each) ? [ref] : []))
  const needed = new Set([...graph.dependsOn.values()].flat())
  const asked = installed.filter(({ isRequested, metadata }) => isRequested || !needed.has(metadata.name))
  return {
    about,
    components: listed.map(({ component }) => component),
    dependsOn: new Map([
      [about.ref, refsOf(asked.map(({ metadata }) => metadata.name))],
      ...[...graph.dependsOn].map(([from, to]) => [refs.get(from) ?? '', refsOf(to)] as const),
    ]),
    phase: 'operations',
    doubts: [
      ...unreadable.map((each) => `the metadata of \`${each}\` can not be read: it is not in the bill`),
      ...listed.flatMap(({ doubts }) => doubts),
      ...graph.doubts,
    ],
  }
}

interface Listed {
  readonly component: Component
  readonly doubts: readonly string[]
}

async function listedOf(
  { metadata, info, directUrl, installer, isRequested }: InstalledDistribution,
  { prefix }: PythonAnswer,
): Promise<Listed> {
  const { stated, links, ...said } = described(metadata)
  const { name, version } = metadata
  const origin = readOrigin(directUrl)
  const files = info === null ? withoutRecord(name) : await checkInstalledFiles(info, { prefix, name })
  const purl = packageUrl({ project: name, version, vcsUrl: origin.vcsUrl, downloadUrl: origin.downloadUrl })
  const component: Component = {
    ...said,
    ref: purl,
    kind: 'library',
    name: metadata.writtenName,
    version,
    purl,
    digests: [],
    links: [...links, ...origin.links],
    properties: [
      ...stated,
      ...origin.properties,
      ...(installer === null ? [] : [{ name: 'installer', value: installer }]),
      { name: 'requested', value: isRequested ? 'yes' : 'no' },
      ...files.properties,
    ],
  }
  return { component, doubts: files.doubts }
}

function environmentComponent(name: string, { version, implementation, markers }: PythonAnswer): Component {
  const properties: readonly Property[] = [
    { name: 'python', value: version },
    { name: 'python:implementation', value: implementation },
    { name: 'python:platform', value: `${markers.sys_platform} ${markers.platform_machine}` },
  ]
  return {
    ref: 'environment',
    kind: 'platform',
    name,
    version: null,
    purl: null,
    digests: [],
    licence: { kind: 'unknown', why: 'an environment has none of its own' },
    summary: null,
    author: null,
    links: [],
    properties,
  }
}
