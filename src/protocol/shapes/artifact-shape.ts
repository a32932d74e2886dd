import * as v from 'valibot'
import type { Artifact, IndexRef } from '../../artifact/index.ts'
import { count, name, projectName, sha256, text, version } from './basic.ts'

export const indexRefShape: v.GenericSchema<unknown, IndexRef> = v.strictObject({
  url: text,
  insecure: v.boolean(),
})

const origin = {
  channel: v.picklist([
    'index',
    'direct-url',
    'find-links',
    'file',
    'cache',
    'wheel-cache',
    'derived',
    'vcs',
    'directory',
  ]),
  index: v.nullable(indexRefShape),
  location: text,
  namedByUser: v.boolean(),
}

/** What names one file in a folder. */
const filename = v.pipe(
  name,
  v.regex(/^(?!\.{1,2}$)[^/\\\p{Cc}]+$/u, 'expected a file name without a folder'),
)

export const artifactShape: v.GenericSchema<unknown, Artifact> = v.variant('kind', [
  v.strictObject({
    ...origin,
    kind: v.picklist(['wheel', 'sdist']),
    project: projectName,
    version,
    filename,
    sha256,
    size: v.nullable(count),
  }),
  v.strictObject({
    ...origin,
    kind: v.picklist(['vcs', 'directory']),
    project: v.nullable(projectName),
    commit: v.nullable(name),
  }),
])
