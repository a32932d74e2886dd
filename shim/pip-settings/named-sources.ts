import { httpUrl } from './http-url.ts'
import { optionsIn, requirementLines } from './requirement-lines.ts'

/** Sources that a text names beside pip's own settings. */
export interface NamedSources {
  readonly indexUrls: readonly URL[]
  readonly findLinksUrls: readonly URL[]
}

/** `--index-url`, `--extra-index-url` and `--find-links` of a requirements file, where they are on the web. */
export function namedSources(text: string): NamedSources {
  const options = optionsIn(requirementLines(text))
  const urlsOf = (...names: readonly string[]): readonly URL[] =>
    options
      .filter(({ name }) => names.includes(name))
      .flatMap(({ value }) => httpUrl(value ?? ''))
      .map(withoutVariables)
  return { indexUrls: urlsOf('index-url', 'extra-index-url'), findLinksUrls: urlsOf('find-links') }
}

/** pip puts in the values of variables; what stands there is nobody's password. */
function withoutVariables(url: URL): URL {
  if (!/\$(?:\{|%7b)/i.test(`${url.username}${url.password}`)) return url
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare
}
