import { isAbsolute } from 'node:path'
import { type JsonObject, type JsonValue, parseJson, parseSha256 } from '../../src/encoding/index.ts'
import { isReasonCode } from '../../src/verdict/index.ts'
import type {
  CloseRequest,
  EventRequest,
  HelloRequest,
  JudgeRequest,
  LoginsRequest,
  OpenRequest,
} from './api.ts'
import { checkVersion, listOf, objectOf, oneOf, textOf, textOrNull, wholeNumber } from './fields.ts'
import { RunsError } from './runs-error.ts'

/** Largest body of a call; configuration files are the bulk of it. */
export const MAX_CALL_BYTES = 4 * 1024 * 1024
const MAX_CALL_DEPTH = 8

/** The body of a call as a JSON object of version 1. @throws RunsError `malformed` */
export function parseBody(bytes: Uint8Array): JsonObject {
  try {
    const body = objectOf(parseJson(bytes, { maxBytes: MAX_CALL_BYTES, maxDepth: MAX_CALL_DEPTH }), 'body')
    checkVersion(body)
    return body
  } catch (cause) {
    if (cause instanceof RunsError) throw cause
    throw new RunsError('malformed', { message: 'the body of the call is not JSON', cause })
  }
}

export function parseOpen(body: JsonObject): OpenRequest {
  const python = objectOf(body['python'], 'python')
  const pip = objectOf(body['pip'], 'pip')
  return {
    v: 1,
    pid: wholeNumber(body['pid'], 'pid'),
    cwd: absolutePath(body['cwd'], 'cwd'),
    argv: listOf(body['argv'], 'argv').map((word) => textOf(word, 'argv')),
    python: {
      version: textOf(python['version'], 'python.version'),
      executable: textOf(python['executable'], 'python.executable'),
      prefix: textOf(python['prefix'], 'python.prefix'),
    },
    pip: {
      version: textOf(pip['version'], 'pip.version'),
      location: textOf(pip['location'], 'pip.location'),
    },
    env: textsOf(objectOf(body['env'], 'env')),
    config: listOf(body['config'], 'config').map((file) => configOf(objectOf(file, 'config'))),
  }
}

export function parseHello(body: JsonObject): HelloRequest {
  return { v: 1, pid: wholeNumber(body['pid'], 'pid'), role: oneOf(body['role'], 'role', ['main', 'nested']) }
}

export function parseJudge(body: JsonObject): JudgeRequest {
  const what = oneOf(body['what'], 'what', ['file', 'vcs', 'directory'])
  const pid = wholeNumber(body['pid'], 'pid')
  const declaredElsewhere = body['declaredElsewhere'] === true
  if (what !== 'file') {
    const revision = textOrNull(body['revision'], 'revision')
    return { v: 1, what, pid, location: textOf(body['location'], 'location'), revision, declaredElsewhere }
  }
  return {
    v: 1,
    what,
    pid,
    path: absolutePath(body['path'], 'path'),
    sha256: digestOf(body),
    size: wholeNumber(body['size'], 'size'),
    unpacked: body['unpacked'] === true,
    declaredElsewhere,
    place: oneOf(body['place'], 'place', ['download', 'wheel-cache', 'built', 'local']),
  }
}

export function parseEvent(body: JsonObject): EventRequest {
  const code = textOrNull(body['code'], 'code')
  if (code !== null && !isReasonCode(code))
    throw new RunsError('malformed', { message: 'there is no such reason code' })
  return {
    v: 1,
    pid: wholeNumber(body['pid'], 'pid'),
    type: oneOf(body['type'], 'type', ['socket-refused', 'file-refused', 'build-started', 'text-file']),
    detail: textOf(body['detail'], 'detail'),
    code,
  }
}

/** Longest user name or password, in characters: tokens of some clouds have thousands. */
const MAX_LOGIN_CHARS = 65_536

export function parseLogins(body: JsonObject): LoginsRequest {
  if (body['answer'] === null) return { v: 1, answer: null }
  const answer = objectOf(body['answer'], 'answer')
  const id = wholeNumber(answer['id'], 'answer.id')
  if (answer['login'] === null) return { v: 1, answer: { id, login: null } }
  const login = objectOf(answer['login'], 'answer.login')
  const user = textOf(login['user'], 'answer.login.user')
  const password = textOf(login['password'], 'answer.login.password')
  if (user.length > MAX_LOGIN_CHARS || password.length > MAX_LOGIN_CHARS)
    throw new RunsError('malformed', {
      message: `a login of the call has more than ${MAX_LOGIN_CHARS} characters`,
    })
  return { v: 1, answer: { id, login: { user, password } } }
}

export function parseClose(body: JsonObject): CloseRequest {
  return { v: 1, exitCode: wholeNumber(body['exitCode'], 'exitCode'), colour: body['colour'] === true }
}

const configOf = (file: JsonObject): { path: string; text: string } => ({
  path: textOf(file['path'], 'config.path'),
  text: textOf(file['text'], 'config.text'),
})

const textsOf = (object: JsonObject): Record<string, string> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, textOf(value, `env.${name}`)]))

function absolutePath(value: JsonValue | undefined, name: string): string {
  const path = textOf(value, name)
  if (!isAbsolute(path))
    throw new RunsError('malformed', { message: `\`${name}\` of the call is not an absolute path` })
  return path
}

function digestOf(body: JsonObject): string {
  const digest = parseSha256(textOf(body['sha256'], 'sha256'))
  if (digest === null) throw new RunsError('malformed', { message: '`sha256` of the call is not a digest' })
  return digest
}
