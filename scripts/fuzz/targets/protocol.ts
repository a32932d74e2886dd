import { encodeMessage, parseReply, parseRequest, ProtocolError } from '../../../src/protocol/index.ts'
import { artifactMessage } from '../../../test/protocol/samples.ts'
import { attempt, holds, type Example, type Target } from '../target.ts'

const errors = [ProtocolError]

const requests = (): readonly Example[] => [
  encodeMessage(artifactMessage()),
  ...[
    { type: 'hello', client: 'cli', version: '1' },
    { type: 'why', ref: null, limit: 1 },
    { type: 'status' },
    { type: 'stop', drain: true },
    { type: 'reload' },
    { type: 'decisions', since: 0, before: null, limit: 10 },
    { type: 'bypass', actor: 'dana', bypass: null },
    { type: 'publishers', project: 'flask' },
  ].map((message) => JSON.stringify({ v: 1, id: 7, ...message })),
]

const replies = (): readonly Example[] =>
  [
    { type: 'error', code: 'malformed', message: 'x', hint: null },
    { type: 'digests-wanted', wanted: [{ algorithm: 'sha256', suffix: '00' }] },
    { type: 'precedent-wanted', filename: 'a' },
    { type: 'append' },
    { type: 'why', decisions: [] },
    { type: 'releases', withheld: [] },
    { type: 'page', denial: null, privateIndexes: [] },
    { type: 'stop' },
  ].map((message) => JSON.stringify({ v: 1, id: 7, ...message }))

export const protocolTargets: readonly Target[] = [
  {
    name: 'requests',
    errors,
    seeds: requests,
    run(input) {
      const request = parseRequest(input)
      const again = attempt(errors, () => parseRequest(Buffer.from(encodeMessage(request))))
      holds(again !== undefined && again.type === request.type, 'what was read can be written and read again')
    },
  },
  {
    name: 'replies',
    errors,
    seeds: replies,
    run(input) {
      const reply = parseReply(input)
      const again = attempt(errors, () => parseReply(Buffer.from(encodeMessage(reply))))
      holds(again !== undefined && again.type === reply.type, 'what was read can be written and read again')
    },
  },
]
