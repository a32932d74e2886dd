import type { IndexServer } from '../../test/world/index/index.ts'
import type { Root } from '../../test/e2e/ci/root.ts'

/** Where all jobs run. */
export interface Place {
  readonly root: Root
  readonly folder: string
  readonly index: IndexServer
  readonly env: Readonly<Record<string, string>>
}

/** What a step installs by. */
export function install({ index }: Place, project: string): string {
  return `PIP_BREAK_SYSTEM_PACKAGES=1 PIP_INDEX_URL=${index.indexUrl} pip install --no-deps --force-reinstall ${project}==1.0`
}
