import type { ReasonPages } from './reason-page.ts'

const SOURCE =
  'Name the place that keeps the statements (`FILE.rebuild.json`, `FILE.REBUILDER.rebuild.json`): `trustctl evidence add FOLDER`.'
const SHOW = '`trustctl policy show --effective` shows which rebuilders the rule asks for.'
const AGAIN = 'Fetch the statement again from the rebuilder itself.'

/** Family 2, last part: the word of rebuilders. */
export const REBUILD_PAGES: ReasonPages<'TC25'> = {
  TC2501: {
    means: 'The policy asks that independent rebuilders got the same bytes, and none is known to say so.',
    expected: 'A signed statement of a rebuilder about this very file.',
    causes: [
      'Nobody has rebuilt this release yet.',
      'The statements lie in a place that is not looked at.',
      'The build isn’t reproducible, so that nobody gets the same bytes.',
    ],
    remedies: [SOURCE, SHOW],
  },
  TC2502: {
    means: 'There should be the word of a rebuilder, and it could not be fetched.',
    expected: 'An answer of the evidence source.',
    causes: [
      'The evidence source is out of reach, or its file can’t be read.',
      'There are more statements for one file than are looked at.',
    ],
    remedies: ['Try again.', '`trustctl evidence list` shows the sources.'],
  },
  TC2503: {
    means:
      'There are good statements, but of fewer rebuilders than the policy asks for. A key that two rebuilders share, and one person behind several, count once.',
    expected: 'As many different rebuilders as `atLeast` says.',
    causes: [
      'The others are not done yet.',
      'Their statements lie in a place that is not looked at.',
      'Their keys are in another keyring than `rebuilders` names.',
    ],
    remedies: ['`trustctl why CODE` shows who rebuilt it.', SOURCE, SHOW],
  },
  TC2510: {
    means: 'There is something where a rebuilder’s statement belongs, and it can’t be read as one.',
    expected: 'A DSSE envelope with an in-toto statement of one subject.',
    causes: ['The file is damaged.', 'A server answers with an error page.', 'It is of another format.'],
    remedies: [AGAIN, 'docs/reference/rebuilds.md says what a statement looks like.'],
  },
  TC2511: {
    means:
      'A rebuilder whom you trust built the same release from source and got other bytes. That is so for builds that aren’t reproducible; it is also what a tampered file looks like.',
    expected: 'The sha256 of this file.',
    causes: [
      'The build puts times, paths or an order by chance into the file.',
      'The rebuilder used other versions of tools.',
      'The file was not built from the source that it claims.',
    ],
    remedies: [
      'Compare both files, e.g. with `diffoscope`.',
      'Ask the project whether its builds are reproducible.',
    ],
  },
  TC2512: {
    means: 'The statement is signed by a rebuilder, and about another file.',
    expected: 'A subject, and an `artifact` where it is named, with this file’s name.',
    causes: ['Files were swapped in the evidence folder.', 'Somebody passes one file off as another.'],
    remedies: [AGAIN],
  },
  TC2513: {
    means: 'The statement names a rebuilder’s key that you trust, and is not signed by it.',
    expected: 'A signature by that key over this statement.',
    causes: ['The statement was changed.', 'The file is damaged.'],
    remedies: ['Do not rely on it.', AGAIN],
  },
  TC2514: {
    means:
      'Somebody says that they got the same bytes, by a key that is in none of your keyrings. It counts for nothing, and for no harm either.',
    expected: 'A signature by a key of a rebuilder’s keyring.',
    causes: [
      'The rebuilder’s key was never imported, or only as a minisign key.',
      'The statement is of a rebuilder whom you don’t know.',
      'The statement was changed, and so was the id of its key.',
    ],
    remedies: [
      '`trustctl keys import --keyring NAME rebuilder.pem --owner "Rebuilders <rebuild@acme.example>"`, after you compared the key by another road.',
      '`trustctl keys list` shows the keys that you have.',
    ],
  },
  TC2515: {
    means: 'The statement is signed by a key that you trust, and is no statement about a rebuild.',
    expected: 'SLSA provenance v1 with the build type `https://docs.oss-rebuild.dev/builds/Rebuild@v0.1`.',
    causes: [
      'An attestation of another kind has the name of a rebuild.',
      'It is an «artifact equivalence» of OSS Rebuild, which is about a file that was made alike first.',
    ],
    remedies: ['docs/reference/rebuilds.md says what a statement looks like.'],
  },
}
