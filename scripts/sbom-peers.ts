/**
 * Asks other tools about bills of materials: whether they read and accept what `trustctl sbom` writes, and whether
 * cyclonedx-py lists the same for the same environment. Writes the table of docs/reference/sbom.md.
 */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..')
const SCRATCH = join(ROOT, '.scratch', 'sbom-peers')
const PAGE = join(ROOT, 'docs', 'reference', 'sbom.md')
const TOOLS = [
  'cyclonedx-python-lib[validation]',
  'cyclonedx-bom',
  'spdx-tools',
  'spdx-python-model',
  'lib4sbom',
]
const AT = '2026-11-27'

/** What is installed, as of whenever this runs: what counts is that both tools look at the same. */
const ENVIRONMENTS: Readonly<Record<string, readonly string[]>> = {
  web: ['flask', 'requests[socks]', 'rich'],
  jobs: ['django', 'celery[redis]', 'sqlalchemy'],
  tools: ['black', 'pytest', 'poetry-core', 'setuptools', 'tox'],
}
const FORMS = [
  { format: 'cyclonedx', spec: '1.6', tools: ['cyclonedx-python-lib', 'lib4sbom'] },
  { format: 'cyclonedx', spec: '1.7', tools: ['cyclonedx-python-lib', 'lib4sbom'] },
  { format: 'spdx', spec: '2.3', tools: ['spdx-tools', 'lib4sbom'] },
  { format: 'spdx', spec: '3.0.1', tools: ['spdx-python-model', 'lib4sbom'] },
] as const

interface Answer {
  readonly complaints: readonly string[]
  readonly components: number
}

interface Listed {
  readonly components: readonly {
    readonly name: string
    readonly version: string
    readonly 'bom-ref': string
  }[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[]
  readonly metadata: { readonly component?: { readonly 'bom-ref': string } }
}

function environment(name: string, packages: readonly string[]): string {
  const folder = join(SCRATCH, name)
  if (!existsSync(join(folder, 'done'))) {
    execFileSync('python3', ['-m', 'venv', folder])
    execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', ...packages], { stdio: 'inherit' })
    writeFileSync(join(folder, 'done'), '')
  }
  return folder
}

function ours(folder: string, { format, spec }: (typeof FORMS)[number]): string {
  const path = join(SCRATCH, `bill-${format}-${spec}.${format === 'spdx' ? 'spdx' : 'cdx'}.json`)
  const args = [
    'sbom',
    '--environment',
    folder,
    '--format',
    format,
    '--spec',
    spec,
    '--at',
    AT,
    '--output',
    path,
  ]
  execFileSync(process.execPath, [join(ROOT, 'src', 'cli', 'main.ts'), ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return path
}

function ask(python: string, tool: string, path: string, spec: string): Answer {
  const input = `${JSON.stringify({ tool, path, spec })}\n`
  const answer: Answer = JSON.parse(
    execFileSync(python, [join(import.meta.dirname, 'sbom-peers.py')], {
      input,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    }),
  )
  return answer
}

/** Releases and edges by name, so that the tools' own refs don't matter. */
function releasesAndEdges({ components, dependencies }: Listed): {
  releases: Set<string>
  edges: Set<string>
} {
  const norm = (name: string): string => name.toLowerCase().replaceAll(/[-_.]+/g, '-')
  const names = new Map(components.map((each) => [each['bom-ref'], norm(each.name)]))
  const edges = dependencies.flatMap(({ ref, dependsOn = [] }) =>
    names.has(ref) ? dependsOn.map((to) => `${names.get(ref)} → ${names.get(to)}`) : [],
  )
  return {
    releases: new Set(components.map(({ name, version }) => `${norm(name)} ${version}`)),
    edges: new Set(edges),
  }
}

function only<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): readonly T[] {
  return [...a].filter((each) => !b.has(each))
}

function compare(python: string, folder: string, mine: string): readonly string[] {
  const theirs = execFileSync(
    python,
    ['-m', 'cyclonedx_py', 'environment', '--of', 'JSON', join(folder, 'bin', 'python')],
    {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    },
  )
  const [a, b]: readonly Listed[] = [JSON.parse(readFileSync(mine, 'utf8')), JSON.parse(theirs)]
  if (a === undefined || b === undefined) return []
  const [own, other] = [releasesAndEdges(a), releasesAndEdges(b)]
  const apart = [own.releases, other.releases].map(({ size }) => String(size))
  const edges = [only(own.edges, other.edges), only(other.edges, own.edges)].map((each) =>
    String(each.length),
  )
  return [...apart, String(only(own.releases, other.releases).length), String(own.edges.size), ...edges]
}

mkdirSync(SCRATCH, { recursive: true })
const peers = environment('peers', TOOLS)
const python = join(peers, 'bin', 'python')
const rows: string[] = []
const same: string[] = []
let bad = 0
for (const [name, packages] of Object.entries(ENVIRONMENTS)) {
  const folder = environment(name, packages)
  for (const form of FORMS) {
    const path = ours(folder, form)
    const said = form.tools.map((tool) => {
      const { complaints, components } = ask(python, tool, path, form.spec)
      for (const each of complaints) process.stderr.write(`${name} ${form.spec} ${tool}: ${each}\n`)
      bad += complaints.length
      return `${tool}: ${complaints.length === 0 ? `${components} read, no complaint` : `${complaints.length} complaints`}`
    })
    rows.push(`| ${name} | ${form.format} ${form.spec} | ${said.join(' | ')} |`)
    process.stdout.write(`${rows.at(-1)}\n`)
    if (form.spec === '1.6')
      same.push(`| ${name} (${packages.join(', ')}) | ${compare(python, folder, path).join(' | ')} |`)
  }
}
const versions = execFileSync(python, ['-m', 'pip', 'list', '--format', 'freeze'], { encoding: 'utf8' })
  .split('\n')
  .filter((line) => /^(?:cyclonedx|spdx-|lib4sbom)/.test(line))
const table = [
  `Asked on ${AT}: ${versions.map((line) => line.replace('==', ' ')).join(', ')}.`,
  '',
  '| environment | bill | its format’s own tool | another reader |',
  '|---|---|---|---|',
  ...rows,
  '',
  '| environment | releases, ours | cyclonedx-py’s | ours alone | dependencies, ours | ours alone | cyclonedx-py’s alone |',
  '|---|--:|--:|--:|--:|--:|--:|',
  ...same,
].join('\n')
const page = readFileSync(PAGE, 'utf8')
writeFileSync(
  PAGE,
  page.replace(
    /(<!-- table -->\n)[^]*(\n<!-- end of table -->)/,
    (_all, head: string, end: string) => `${head}\n${table}\n${end}`,
  ),
)
if (bad > 0) process.exitCode = 1
