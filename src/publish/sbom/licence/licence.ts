import type { CoreMetadata } from '../../../python/index.ts'
import { CLASSIFIED } from './classifiers.ts'
import { licenceId, readExpression } from './expression.ts'

/**
 * What a distribution's metadata says about its licence. `expression`: an SPDX expression, and which field it follows from;
 * `named`: words that leave open which licence is meant, or several with nothing to say how they go together, each with
 * its SPDX id where it has one; `unknown`: nothing, or nothing that can be read.
 */
export type Licence =
  | { readonly kind: 'expression'; readonly expression: string; readonly from: LicenceField }
  | { readonly kind: 'named'; readonly names: readonly NamedLicence[]; readonly from: LicenceField }
  | { readonly kind: 'unknown'; readonly why: string }

export type LicenceField = 'License-Expression' | 'License' | 'Classifier'

export interface NamedLicence {
  readonly name: string
  readonly id: string | null
}

type Said = Pick<CoreMetadata, 'licenseExpression' | 'license' | 'classifiers'>

/** A text of a licence, rather than its name. */
const MAX_NAME = 120
const CLASSIFIER = /^License :: (?:OSI Approved :: )?(.+)$/
/** Says no more than that there is one. */
const EMPTY_NAMES = new Set([
  'OSI Approved',
  'Other/Proprietary License',
  'Freely Distributable',
  'Free For Home Use',
])

/**
 * By PEP 639: `License-Expression` where it is there, and then nothing else. Without it the older `License`, where it is an
 * SPDX expression, else classifiers, else the words of `License`. A `License-Expression` that is none is unknown, not
 * replaced by something weaker.
 */
export function licenceOf({ licenseExpression, license, classifiers }: Said): Licence {
  if (licenseExpression !== null) {
    const expression = readExpression(licenseExpression)
    return expression === null
      ? { kind: 'unknown', why: 'a `License-Expression` that is no SPDX expression' }
      : { kind: 'expression', expression, from: 'License-Expression' }
  }
  const stated = license === null ? null : readExpression(license)
  if (stated !== null) return { kind: 'expression', expression: stated, from: 'License' }
  return byClassifiers(classifiers) ?? byWords(license)
}

function byClassifiers(classifiers: readonly string[]): Licence | null {
  const words = classifiers.flatMap((classifier) => CLASSIFIER.exec(classifier)?.[1] ?? [])
  const names = [...new Set(words)]
    .filter((name) => !EMPTY_NAMES.has(name))
    .toSorted()
    .map(named)
  const [first, ...others] = names
  if (first === undefined) return null
  return first.id !== null && others.length === 0
    ? { kind: 'expression', expression: first.id, from: 'Classifier' }
    : { kind: 'named', names, from: 'Classifier' }
}

function named(name: string): NamedLicence {
  return { name, id: CLASSIFIED[name] ?? null }
}

function byWords(license: string | null): Licence {
  if (license === null) return { kind: 'unknown', why: 'no licence in the metadata' }
  if (license.length > MAX_NAME) return { kind: 'unknown', why: 'a text in place of a licence’s name' }
  return { kind: 'named', names: [{ name: license, id: licenceId(license) }], from: 'License' }
}
