import type { IndexRef } from '../../src/artifact/index.ts'
import { bareAddress, publicAddress } from '../runs/index.ts'
import { isLoopback } from './loopback.ts'

/** An index as artifacts name it, with a slash at its end: its history is one, however people write its address. */
export function indexRefOf(index: URL): IndexRef {
  const spelt = bareAddress(index)
  spelt.pathname = `${spelt.pathname.replace(/\/*$/, '')}/`
  return pageRefOf(spelt)
}

/** A page of links in the place of an index. */
export function pageRefOf(page: URL): IndexRef {
  return { url: publicAddress(page), insecure: page.protocol === 'http:' && !isLoopback(page) }
}
