import { canonicalJson, sha256Of } from '../../../encoding/index.ts'
import {
  buildProject,
  openSource,
  recordFiles,
  type BuildRecord,
  type BuildRequest,
  type BuildWorld,
} from '../../build/index.ts'
import type { NamedDigest, ReleaseFile, Step } from '../chain/index.ts'

/** The first step: sdist and wheel from a commit, and how they were built. */
export function buildStep(request: BuildRequest, { build }: { readonly build: BuildWorld }): Step {
  return {
    name: 'build',
    inputs: () => buildInputs(request, build),
    run: async () => {
      const built = await buildProject(request, 'once', build)
      const { files, record } = built
      const records = Object.values(recordFiles(built)).map(([name, bytes]) => ({ name, bytes }))
      return {
        files: [...files.map(releaseFile), ...records],
        says: [
          sourceWords(record.source),
          `built with ${record.backend} on Python ${record.interpreter.version}, ${record.interpreter.platform}`,
          record.isolation.words,
        ],
      }
    },
  }
}

/** The commit or sdist, the request, and who builds: a lock of the project's own is part of the commit. */
async function buildInputs(request: BuildRequest, world: BuildWorld): Promise<readonly NamedDigest[]> {
  const { identity, epochSeconds } = await openSource(request.source, world)
  const { lockText, python, outputs, settings, variables } = request
  const asked = {
    lockText,
    python,
    outputs: [...outputs],
    settings: { ...settings },
    variables: { ...variables },
  }
  return [
    { name: 'source', sha256: digestOf({ identity: { ...identity }, epochSeconds }) },
    { name: 'request', sha256: digestOf(asked) },
    { name: 'pip-trust', sha256: digestOf(world.version) },
  ]
}

function releaseFile({
  filename,
  bytes,
}: {
  readonly filename: string
  readonly bytes: Uint8Array
}): ReleaseFile {
  return { name: filename, bytes }
}

function sourceWords(source: BuildRecord['source']): string {
  return source.kind === 'git'
    ? `commit ${source.commit}${source.tag === null ? '' : `, tag ${source.tag}`}`
    : `source distribution ${source.filename}`
}

/** The digest of a value by its canonical form. */
export function digestOf(value: Parameters<typeof canonicalJson>[0]): string {
  return sha256Of(Buffer.from(canonicalJson(value)))
}
