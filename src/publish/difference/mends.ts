import type { DifferenceKind } from './difference.ts'

/** What a difference is called, and what a maintainer can do about it. */
export interface Mend {
  readonly says: string
  readonly mend: string
}

const CANONICAL = '`trustctl build` writes it the same way everywhere'

export const MENDS: Readonly<Record<DifferenceKind, Mend>> = {
  times: { says: 'times of files', mend: `set \`SOURCE_DATE_EPOCH\`; ${CANONICAL}` },
  modes: { says: 'rights of files, as another umask gives them', mend: `build with umask 022; ${CANONICAL}` },
  owners: { says: 'owners of files', mend: CANONICAL },
  order: { says: 'the order of files', mend: CANONICAL },
  folders: { says: 'folders as members of their own', mend: CANONICAL },
  'made-by': { says: 'the system or version that packed it', mend: CANONICAL },
  compression: { says: 'compression by another zlib or level', mend: CANONICAL },
  'extra-fields': { says: 'extra fields of the zip', mend: CANONICAL },
  comment: { says: 'a comment of the zip', mend: CANONICAL },
  'gzip-header': { says: 'time or name in the gzip header', mend: CANONICAL },
  'tar-form': { says: 'another form of tar', mend: CANONICAL },
  'record-form': { says: 'the order or form of RECORD’s lines', mend: CANONICAL },
  'container-bytes': { says: 'flags, padding or other bytes of the archive', mend: CANONICAL },
  'line-endings': {
    says: 'line endings, as a checkout or build on Windows makes them',
    mend: 'put `* text=auto eol=lf` into .gitattributes and build from a fresh checkout',
  },
  generator: { says: 'the build tool that WHEEL names', mend: 'lock the back-end: `trustctl build lock`' },
  tags: {
    says: 'the tags of the wheel',
    mend: 'build with the same Python and options (`--universal`, `--python-tag`)',
  },
  'build-path': {
    says: 'the folder that it was built in',
    mend: 'build in a fixed folder (`trustctl build` does); for C `-ffile-prefix-map=$PWD=.`, for Rust `--remap-path-prefix`',
  },
  timestamp: {
    says: 'the time of the build',
    mend: 'take the time from `SOURCE_DATE_EPOCH`, or leave it out',
  },
  'time-zone': { says: 'one instant in two time zones', mend: 'write times in UTC; build with `TZ=UTC`' },
  locale: { says: 'words or numbers as another locale writes them', mend: 'build with `LC_ALL=C.UTF-8`' },
  person: { says: 'the name of the user or of the machine', mend: 'leave it out of what the build writes' },
  random: {
    says: 'a random value, an address, a commit or a hash',
    mend: 'seed it, derive it from the source, or leave it out; build from the same commit',
  },
  'tool-version': { says: 'the version of a tool', mend: 'lock the requirements: `trustctl build lock`' },
  'list-order': {
    says: 'the same words in another order: of a set, a hash or a folder',
    mend: 'sort before writing; build with `PYTHONHASHSEED=0`',
  },
  'byte-code-time': {
    says: 'the source’s time in compiled Python',
    mend: 'leave .pyc files out, or compile with `--invalidation-mode unchecked-hash`',
  },
  'byte-code': { says: 'compiled Python', mend: 'leave .pyc files out of the wheel' },
  'build-id': {
    says: 'the build id of native code',
    mend: 'build in a fixed folder, or link with `-Wl,--build-id=none`',
  },
  'native-code': { says: 'native code', mend: 'pin compiler, linker and flags; build in a fixed folder' },
  metadata: { says: 'fields of the metadata', mend: 'lock the back-end: `trustctl build lock`' },
  record: { says: 'RECORD tells something else of the same files', mend: CANONICAL },
  generated: {
    says: 'a generated file that one of them alone has',
    mend: 'generate it in every build, or in none',
  },
  missing: {
    says: 'a file that one of them alone has',
    mend: 'build from the same commit, with the same list of files',
  },
  text: { says: 'the text of a file', mend: 'build from the same source' },
  bytes: { says: 'the content of a file', mend: 'build from the same source, with the same tools' },
  name: { says: 'the name of the file', mend: 'compare files of one project, version and build' },
}
