import { cp, mkdir, symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The product as install.sh lays it out, in a folder of its own. */
export interface Installation {
  readonly prefix: string
  readonly shims: string
  readonly lib: string
}

const checkout = join(import.meta.dirname, '../../..')
const FRONTS = ['pip', 'pip3'] as const

/**
 * Lays the product out below `prefix`: the fronts copied, the library linked to this checkout with its bundles. (What
 * install.sh itself does is tried by its own test.)
 */
export async function layOut(prefix: string, minors: readonly string[]): Promise<Installation> {
  if (!existsSync(join(checkout, 'dist/interceptor.cjs'))) throw new Error('no bundle: run `npm run bundle`')
  const installation = { prefix, shims: join(prefix, 'shims'), lib: join(prefix, 'lib') }
  await mkdir(installation.shims, { recursive: true })
  await mkdir(join(prefix, 'node/bin'), { recursive: true })
  await symlink(process.execPath, join(prefix, 'node/bin/node'))
  await symlink(checkout, installation.lib)
  const names = [...FRONTS, ...minors.map((minor) => `pip${minor}`)]
  await Promise.all(names.map((name) => cp(join(checkout, 'shim/pip'), join(installation.shims, name))))
  return installation
}

/** `trustctl` as it is shipped, of this checkout: program and first arguments. */
export const TRUSTCTL = [process.execPath, join(checkout, 'dist/trustctl.cjs')] as const
