/**
 * The beginning of the bundled `trustctl`: what V8 made of its parts at an earlier call is kept beside them, so that most
 * of a short call is not spent on compiling. Where nothing can be written there, nothing is kept.
 */
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

enableCompileCache({ directory: join(import.meta.dirname, 'compiled'), portable: true })
void import('./main.ts')
