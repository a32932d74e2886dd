import { coreMetadata, fileStem, type Distribution, type Subject } from './distribution.ts'
import { writeTarGz } from './tar-writer.ts'
import { writeZip, type ArchiveEntry } from './zip-writer.ts'

/** An sdist to make. Its build backend is in its own tree, so that it builds without any index. */
export interface SdistSpec extends Subject {
  readonly format?: 'tar.gz' | 'zip'
  /** Build requirements (PEP 518). */
  readonly buildRequires?: readonly string[]
  /** Modules that the backend imports: proof that the build requirements were there. */
  readonly buildImports?: readonly string[]
}

/** The environment variable that names the file in which build code says that it ran. */
export const RAN_VARIABLE = 'WORLD_RAN'

/** A PEP 517 backend in the standard library alone; tells `WORLD_RAN` at import, before any hook. */
function backendSource(spec: SdistSpec): string {
  const stem = fileStem(spec.project)
  const imports = (spec.buildImports ?? []).map((name) => `import ${name}`).join('\n')
  return `import os
import zipfile

if os.environ.get('${RAN_VARIABLE}'):
    with open(os.environ['${RAN_VARIABLE}'], 'a') as ran:
        ran.write('${stem}-${spec.version}\\n')
${imports}

INFO = '${stem}-${spec.version}.dist-info'
METADATA = ${JSON.stringify(coreMetadata(spec).toString())}
WHEEL = 'Wheel-Version: 1.0\\nGenerator: world 1\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n'


def build_wheel(folder, config_settings=None, metadata_directory=None):
    name = '${stem}-${spec.version}-py3-none-any.whl'
    with zipfile.ZipFile(os.path.join(folder, name), 'w') as wheel:
        wheel.writestr('${stem}.py', "VERSION = '${spec.version}'\\n")
        wheel.writestr(INFO + '/METADATA', METADATA)
        wheel.writestr(INFO + '/WHEEL', WHEEL)
        wheel.writestr(INFO + '/RECORD', '${stem}.py,,\\n%s/METADATA,,\\n%s/WHEEL,,\\n%s/RECORD,,\\n' % (INFO, INFO, INFO))
    return name


def build_editable(folder, config_settings=None, metadata_directory=None):
    return build_wheel(folder)
`
}

function projectFile({ buildRequires = [] }: SdistSpec): string {
  return [
    '[build-system]',
    `requires = ${JSON.stringify(buildRequires)}`,
    'build-backend = "world_backend"',
    'backend-path = ["."]',
    '',
  ].join('\n')
}

/** The files of the source tree, by their path below its top folder. */
export function sourceTree(spec: SdistSpec): Readonly<Record<string, string>> {
  return {
    'PKG-INFO': coreMetadata(spec).toString(),
    'pyproject.toml': projectFile(spec),
    'world_backend.py': backendSource(spec),
    [`${fileStem(spec.project)}.py`]: `VERSION = '${spec.version}'\n`,
  }
}

/** Makes an sdist that pip builds and installs (PEP 625 name; `.zip` as older tools made them). */
export function makeSdist(spec: SdistSpec): Distribution {
  const top = `${fileStem(spec.project)}-${spec.version}`
  const entries: readonly ArchiveEntry[] = Object.entries(sourceTree(spec)).map(([name, text]) => ({
    name: `${top}/${name}`,
    bytes: Buffer.from(text),
  }))
  const format = spec.format ?? 'tar.gz'
  const bytes = format === 'zip' ? writeZip(entries) : writeTarGz(entries)
  return { filename: `${top}.${format}`, bytes, metadata: coreMetadata(spec) }
}
