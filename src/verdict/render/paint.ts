import type { Decision } from '../verdict.ts'

/** The few colours there are, by meaning. */
export type Tone = 'good' | 'caution' | 'bad' | 'faint' | 'strong'

/** SGR parameters (ECMA-48 §8.3.117). */
const SGR: Readonly<Record<Tone, readonly [on: number, off: number]>> = {
  good: [32, 39],
  caution: [33, 39],
  bad: [31, 39],
  faint: [2, 22],
  strong: [1, 22],
}

/** Puts a colour on text, or leaves it plain where the terminal has none. */
export type Paint = (tone: Tone, text: string) => string

/** The painter for a terminal with or without colour. */
export function painter(colour: boolean): Paint {
  if (!colour) return (_tone, text) => text
  return (tone, text) => `\u001B[${SGR[tone][0]}m${text}\u001B[${SGR[tone][1]}m`
}

/** The colour of a decision. */
export function toneOf(decision: Decision): Tone {
  switch (decision) {
    case 'allow':
      return 'good'
    case 'warn':
      return 'caution'
    case 'block':
      return 'bad'
  }
}
