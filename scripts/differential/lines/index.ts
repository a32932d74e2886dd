import type { Line } from '../line.ts'
import { installLines } from './install.ts'
import { installedLines } from './installed.ts'
import { placeLines } from './places.ts'
import { configLines, plainLines } from './plain.ts'
import { requirementLines } from './requirements.ts'

/** Every line, in families: the headings of the page. */
export const FAMILIES: Readonly<Record<string, readonly Line[]>> = {
  'Help, completion, wrong words': plainLines,
  Configuration: configLines,
  'Packages of an index': installLines,
  'Local files, direct addresses, downloads, lock files': placeLines,
  'Requirements, constraints, hashes': requirementLines,
  'What is installed, caches': installedLines,
}
