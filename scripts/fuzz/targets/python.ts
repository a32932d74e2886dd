import { EncodingError } from '../../../src/encoding/index.ts'
import {
  compareVersions,
  matchesSpecifier,
  pageWithout,
  parseIndexPage,
  parseMetadata,
  parseProjectName,
  parseSdistFilename,
  parseSpecifierSet,
  parseUploadTime,
  parseVersion,
  parseWheelFilename,
  PythonError,
} from '../../../src/python/index.ts'
import { attempt, holds, textOf, type Example, type Target } from '../target.ts'

const errors = [EncodingError, PythonError]
const URL = 'https://packages.example/simple/flask/'
const HTML = 'text/html; charset=utf-8'
const JSON_PAGE = 'application/vnd.pypi.simple.v1+json'
const DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

const page =
  (contentType: string): Target['run'] =>
  (bytes) => {
    const read = parseIndexPage(bytes, contentType, URL)
    const [first] = read.files
    if (first === undefined) return
    const left = attempt(errors, () =>
      pageWithout(read, { bytes, contentType, url: URL }, new Set([first.filename])),
    )
    holds(
      left?.page.files.every(({ filename }) => filename !== first.filename) ?? true,
      'what is left out is gone',
    )
  }

const htmlExamples = (): readonly Example[] => [
  `<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.1"><base href="../"></head><body>
<a href="flask-1.0-py3-none-any.whl#sha256=${DIGEST}" data-requires-python="&gt;=3.8" data-dist-info-metadata="sha256=${DIGEST}" data-yanked="bad" data-provenance="https://x.example/p" data-gpg-sig="true">flask-1.0-py3-none-any.whl</a><br/>
<a href='/files/flask-0.9.tar.gz' data-core-metadata=true>flask-0.9.tar.gz</a><!-- c --><script>if (a<b) "</a>"</script><A HREF=x.zip>x</A></body></html>`,
]

const jsonExamples = (): readonly Example[] => [
  JSON.stringify({
    meta: { 'api-version': '1.4', _x: 1, 'project-status': 'archived', 'project-status-reason': 'old' },
    name: 'flask',
    versions: ['1.0', '0.9'],
    files: [
      {
        filename: 'flask-1.0-py3-none-any.whl',
        url: 'https://files.example/flask-1.0-py3-none-any.whl',
        hashes: { sha256: DIGEST },
        'requires-python': '>=3.8',
        'core-metadata': { sha256: DIGEST },
        'dist-info-metadata': true,
        'gpg-sig': false,
        yanked: 'bad',
        size: 12,
        'upload-time': '2026-01-01T00:00:00.123Z',
        provenance: 'https://x.example/p',
      },
      { filename: 'flask-0.9.tar.gz', url: '../f/flask-0.9.tar.gz', hashes: {}, yanked: false },
    ],
  }),
]

export const pythonTargets: readonly Target[] = [
  {
    name: 'index-html',
    errors,
    tokens: [
      '<a ',
      '</a>',
      'href=',
      '<!--',
      '-->',
      '<script>',
      '</script>',
      '<base href="',
      '&amp;',
      '&#x',
      '&#0;',
      '">',
      '\u00a0',
      '#sha256=',
      '<meta charset="utf-7">',
    ],
    seeds: htmlExamples,
    run: page(HTML),
  },
  { name: 'index-json', errors, seeds: jsonExamples, run: page(JSON_PAGE) },
  {
    name: 'metadata',
    errors,
    tokens: ['\nName: ', '\nVersion: ', '\r', '\n ', ':', '\n\n'],
    seeds: () => [
      'Metadata-Version: 2.4\nName: Flask\nVersion: 1.0\nSummary: x\n y\n\nbody\n',
      'name:a\r\nversion:1!2.0rc1.post3.dev4+l.1\r\n',
    ],
    run: parseMetadata,
  },
  {
    name: 'file-names',
    errors,
    tokens: ['-', '.whl', '.tar.gz', '-py3-none-any', '1!', '+', '_', '.tar.bz2', '.zip', '-1local-'],
    seeds: () => [
      'flask-1.0-py3-none-any.whl',
      'a_b-2!1.0_post1-1x-cp39.cp310-abi3-manylinux_2_17_x86_64.whl',
      'flask-1.0.tar.gz',
      'a-b-c-1.0.dev3.zip',
      'Some.Name',
    ],
    run(input) {
      const name = textOf(input)
      const wheel = parseWheelFilename(name)
      const sdist = parseSdistFilename(name)
      const project = parseProjectName(name)
      for (const found of [wheel?.project, sdist?.project, project])
        holds(found == null || parseProjectName(found) === found, 'a project name is in its normal form')
      for (const found of [wheel?.version, sdist?.version])
        holds(found == null || parseVersion(found) === found, 'a version is in its normal form')
    },
  },
  {
    name: 'versions',
    errors,
    tokens: [
      '!',
      '.post',
      '.dev',
      'rc',
      'alpha',
      '+',
      '.*',
      '~=',
      '===',
      '!=',
      '>=',
      ',',
      ' ',
      '9'.repeat(100),
      'preview',
      'c',
    ],
    seeds: () => [
      '1.0\n>=1.0,!=1.3.*',
      '2!1.2.3rc1.post4.dev5+a.1\n~=1.2',
      ' v1-1 \n===x',
      '1.0alpha\n<2,>0',
    ],
    run(input) {
      const [first = '', second = '', third = ''] = textOf(input).split('\n')
      const [one, other] = [parseVersion(first), parseVersion(third)]
      const set = parseSpecifierSet(second)
      if (one === null) return
      holds(parseVersion(one) === one && compareVersions(one, one) === 0, 'a version is itself')
      if (set !== null) matchesSpecifier(set, one, { prereleases: false })
      if (other !== null)
        holds(Math.sign(compareVersions(one, other)) === -Math.sign(compareVersions(other, one)), 'an order')
    },
  },
  {
    name: 'upload-time',
    errors,
    seeds: () => ['2026-01-01T00:00:00Z', '2026-02-28T23:59:59.123456Z'],
    run(input) {
      const at = parseUploadTime(textOf(input))
      holds(at === null || Number.isSafeInteger(at), 'whole seconds')
    },
  },
]
