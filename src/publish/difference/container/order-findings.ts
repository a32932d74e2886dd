import { packed, type Finding } from '../difference.ts'

/** Folders that one archive alone has as members, and the order of what both have. */
export function orderFindings(a: readonly string[], b: readonly string[]): readonly Finding[] {
  const [inA, inB] = [new Set(a), new Set(b)]
  const lone = [...a.filter((name) => !inB.has(name)), ...b.filter((name) => !inA.has(name))]
  const folders = lone.filter((name) => name.endsWith('/'))
  const [first, second] = [a.filter((name) => inB.has(name)), b.filter((name) => inA.has(name))]
  const at = first.findIndex((name, index) => name !== second[index])
  return [
    ...folders.map((name) =>
      packed('folders', name, inA.has(name) ? 'in the first alone' : 'in the second alone'),
    ),
    ...(at < 0 ? [] : [packed('order', null, `at place ${at + 1}: ${first[at]} / ${second[at]}`)]),
  ]
}
