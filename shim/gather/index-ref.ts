import type { IndexRef } from '../../src/artifact/index.ts'
import { publicAddress } from '../runs/index.ts'
import { isLoopback } from './loopback.ts'

/** An index as artifacts name it. */
export function indexRefOf(index: URL): IndexRef {
  return { url: publicAddress(index), insecure: index.protocol === 'http:' && !isLoopback(index) }
}
