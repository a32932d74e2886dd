import { ReproduceError } from '../reproduce-error.ts'

/** Runs pip with words of its own and gives what it printed; null where it failed. Handed in. */
export type AskPip = (args: readonly string[]) => Promise<string | null>

/** What pip takes where nothing is set stands in its own help, which breaks lines as the terminal is wide. */
const DEFAULT_INDEX = /--index-url <url>.{0,200}?\(default\s+(https:\/\/[^\s)]+)\)/s
/** Later ones win, as in pip: the command's section over the global one, the environment over both. */
const SECTIONS = ['global', 'download', ':env:'] as const
const LINE = /^([\w:.-]+)\.([\w-]+)=(['"])(.*)\3$/
const MAX_INDEXES = 20

/**
 * The indexes that pip is set up to use, as URLs that may carry credentials, in its order. Throws `ReproduceError` `index`
 * where pip can't be asked or is told to use none.
 */
export async function pipIndexes(askPip: AskPip): Promise<readonly string[]> {
  const text = await askPip(['config', 'list'])
  if (text === null)
    throw new ReproduceError('index', { message: 'expected pip to tell its settings and it failed' })
  const settings = new Map(text.split(/\r?\n/).flatMap(settingOf))
  const said = (name: string): string | undefined =>
    SECTIONS.map((section) => settings.get(`${section}.${name}`)).findLast((value) => value !== undefined)
  if (isOn(said('no-index')))
    throw new ReproduceError('index', {
      message: 'pip is set up to ask no index (`no-index`)',
      hint: 'name files: trustctl reproduce WHEEL --source SDIST --as-of TIME',
    })
  const more = (said('extra-index-url') ?? '').split(/\s+|\\n/)
  const urls = [said('index-url') ?? (await builtInIndex(askPip)), ...more].filter((url) => url !== '')
  return urls.slice(0, MAX_INDEXES).map(checked)
}

async function builtInIndex(askPip: AskPip): Promise<string> {
  const [, url] = DEFAULT_INDEX.exec((await askPip(['download', '--help'])) ?? '') ?? []
  if (url !== undefined) return url
  throw new ReproduceError('index', {
    message: 'no index is set for pip, and its help names none',
    hint: 'pip config set global.index-url URL',
  })
}

/** A line of `pip config list`: `SECTION.NAME='VALUE'`, the value as Python writes a string. */
function settingOf(line: string): readonly (readonly [string, string])[] {
  const [, section, name, , value] = LINE.exec(line.trim()) ?? []
  return section === undefined || value === undefined ? [] : [[`${section}.${name}`, value]]
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && /^(?:1|y|yes|t|true|on)$/i.test(value)
}

function checked(url: string): string {
  const parsed = URL.parse(url)
  if (parsed !== null && /^https?:$/.test(parsed.protocol)) return url.replace(/\/+$/, '')
  throw new ReproduceError('index', {
    message: `expected the address of an index and found \`${url.slice(0, 200)}\``,
  })
}
