import * as v from 'valibot'
import type { Publisher } from '../../verdict/index.ts'
import { list, name, text } from './basic.ts'

const base = { issuer: text, subject: text }
const optionalText = v.nullable(text)

export const publisherShape: v.GenericSchema<unknown, Publisher> = v.variant('kind', [
  v.strictObject({
    ...base,
    kind: v.literal('github'),
    repository: text,
    workflow: text,
    ref: optionalText,
    commit: optionalText,
    trigger: optionalText,
    environment: optionalText,
    repositoryId: optionalText,
    ownerId: optionalText,
  }),
  v.strictObject({
    ...base,
    kind: v.literal('gitlab'),
    repository: text,
    workflow: text,
    ref: optionalText,
    commit: optionalText,
    trigger: v.optional(optionalText, null),
    environment: optionalText,
    repositoryId: optionalText,
    ownerId: optionalText,
  }),
  v.strictObject({ ...base, kind: v.literal('google'), email: text }),
  v.strictObject({
    ...base,
    kind: v.literal('circleci'),
    projectId: text,
    pipelineDefinitionId: text,
    repository: optionalText,
    ref: optionalText,
    rerunWithSsh: v.boolean(),
  }),
  v.strictObject({
    ...base,
    kind: v.literal('buildkite'),
    organization: text,
    pipeline: text,
    commit: optionalText,
    trigger: optionalText,
  }),
  v.strictObject({ ...base, kind: v.literal('activestate'), organization: text, project: text }),
  v.strictObject({ ...base, kind: v.literal('email'), email: text }),
  v.strictObject({
    ...base,
    kind: v.literal('key'),
    fingerprint: text,
    keyrings: v.optional(list(name), []),
    owner: v.optional(text, ''),
  }),
  v.strictObject({ ...base, kind: v.literal('other') }),
])
