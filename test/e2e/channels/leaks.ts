/** A way past wrappers that match names or a dry run, and the row that tries it here. */
export interface Leak {
  readonly leak: string
  /** The row's name. */
  readonly row: string
}

export const LEAKS: readonly Leak[] = [
  { leak: 'a warm cache', row: 'pip’s HTTP cache' },
  { leak: 'a wheel built earlier', row: 'pip’s wheel cache, beside an untouched origin.json' },
  { leak: '`python3 -I -m pip`', row: 'python -I -m pip (guard)' },
  { leak: '`--isolated`', row: '--isolated' },
  { leak: '`--proxy ""`', row: '--proxy ""' },
  { leak: 'an index of plain http', row: 'index of plain http on loopback' },
  { leak: '`--find-links`', row: '--find-links folder' },
  { leak: 'an index that is on no list', row: 'index that the policy does not name' },
  { leak: 'a file under an index’s own path', row: 'file under an index’s own path' },
  { leak: 'an odd suffix', row: 'file: URL with an odd suffix' },
  { leak: 'a chain of redirects', row: 'file behind a chain of redirects over two hosts' },
  { leak: 'options in a requirements file', row: '--index-url in a requirements file' },
  { leak: 'build requirements', row: 'build requirement' },
  {
    leak: 'a second install without the network',
    row: 'wheel built from a URL, a second time without the network',
  },
]
