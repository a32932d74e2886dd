import type { Licence } from '../licence/licence.ts'

/** What the metadata says where no SPDX expression follows from it; null where one does. */
export function licenceWords(licence: Licence): string | null {
  switch (licence.kind) {
    case 'expression':
      return null
    case 'named':
      return `the field ${licence.from} says: ${licence.names.map(({ name, id }) => (id === null ? name : `${name} (${id})`)).join('; ')}`
    case 'unknown':
      return licence.why
  }
}
