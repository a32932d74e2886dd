import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { ExecutionContext } from 'ava'
import type { HomePaths } from '../../src/client/index.ts'

/** Something at the interceptor's socket that says `version` to everyone. */
export interface FakeInterceptor {
  readonly asked: readonly string[]
  answer(version: string): void
}

/** Listens at the interceptor's socket until the test ends. */
export async function fakeInterceptor(
  t: ExecutionContext,
  { run, shimSocket }: HomePaths,
  version: string,
): Promise<FakeInterceptor> {
  const asked: string[] = []
  let words = version
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end(request.method === 'POST' ? '{"ok":true}' : words)
  })
  await mkdir(run, { recursive: true, mode: 0o700 })
  await new Promise<void>((resolve) => server.listen(shimSocket, resolve))
  t.teardown(() => server.close())
  return { asked, answer: (next) => void (words = next) }
}
