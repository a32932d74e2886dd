import type { ReasonPages } from './reason-page.ts'

const FETCH_AGAIN = 'Fetch it again without the cache: `pip install --no-cache-dir NAME`.'
const REPORT = 'If it comes again, tell the project or whoever runs the index; keep the file for them.'

/** Families 0 and 1: nothing wanting; what a file is, and whether its bytes are the promised ones. */
export const IDENTITY_PAGES: ReasonPages<'TC0' | 'TC1'> = {
  TC0000: {
    means: 'Everything that the policy requires of this artifact was proven.',
    expected: 'Nothing else: this code stands where a reason would stand.',
    causes: ['The artifact satisfies the rule that applies to it.'],
    remedies: ['Nothing. `trustctl why` shows what was proven, and by whom the file was published.'],
  },
  TC1001: {
    means:
      'A file is to be installed, and neither its name nor its content says which project and version it is. What can’t be named can’t be judged, so it is refused in every mode.',
    expected: 'A wheel or a source distribution whose name or metadata gives a project and a version.',
    causes: [
      'The file was renamed, or the URL ends in something other than the file’s name.',
      'It is an archive of another kind, e.g. a source tree without `PKG-INFO`.',
      'The download stopped early, and the metadata is in the part that is missing.',
    ],
    remedies: [
      'Give the file its original name, e.g. `sampleproject-4.0.0-py3-none-any.whl`.',
      'Build a proper distribution of the source tree, and install that.',
      '`trustctl verify FILE` says what could be read from it.',
    ],
  },
  TC1002: {
    means:
      'The bytes that came are not the bytes that the index, a `--hash` option or the URL’s fragment promised. No setting allows that.',
    expected: 'A sha256 equal to every sha256 that was named for this file.',
    causes: [
      'A mirror or a proxy on the way serves a damaged or an older copy.',
      'The file was replaced after the hash was written down.',
      'Somebody changed the file on its way to you.',
    ],
    remedies: [
      FETCH_AGAIN,
      'Compare with the digest that the project’s own page shows. If the hash in your requirements is out of date, write the new one there only when you know why it changed.',
      REPORT,
    ],
  },
  TC1003: {
    means:
      'pip asked for something that is neither an archive that was judged, nor a text that pip reads as text. It could be unpacked under another name, so it is refused.',
    expected: 'A wheel, a source distribution, an index page, a metadata file, or a requirements file.',
    causes: [
      'A server answers with an error page, or with the page of a captive portal.',
      'The URL leads to an archive of a kind that pip would not install anyway.',
    ],
    remedies: [
      'Open the URL in a browser: is it what you expect?',
      'Name the file’s own URL rather than a page that links to it.',
    ],
  },
  TC1004: {
    means:
      'The archive ends early, is damaged, or is put together so that two programs would unpack different files from it.',
    expected: 'One archive from the first byte to the last, with one list of its content.',
    causes: [
      'The download was cut off.',
      'The archive was made by an unusual program.',
      'Somebody hides files from scanners.',
    ],
    remedies: [FETCH_AGAIN, '`trustctl verify FILE` says where the archive goes wrong.', REPORT],
  },
  TC1013: {
    means:
      'The archive is whole, and more bytes follow its end. A program that reads from the end of the file, or looks for a second archive, would unpack something else than one that reads from its beginning.',
    expected: 'One archive from the first byte of the file to the last.',
    causes: [
      'The archive was made by a program that pads or signs it in an unusual way.',
      'Two downloads were written into one file.',
      'Somebody hides files from scanners.',
    ],
    remedies: [FETCH_AGAIN, '`trustctl verify FILE` says where the archive ends.', REPORT],
  },
  TC1005: {
    means: 'The file name says one project or version and the metadata inside says another.',
    expected: 'The same project and the same version in both, after normalisation (PEP 503, PEP 440).',
    causes: [
      'The file was renamed.',
      'A build went wrong.',
      'One project’s file is offered under the name of another.',
    ],
    remedies: ['Find out which of the two it is, and fetch that project’s own file.', REPORT],
  },
  TC1006: {
    means:
      'This machine has seen a file of this name from this index before, with other bytes. Files of a release are not supposed to change.',
    expected: 'The digest that was seen the first time.',
    causes: [
      'The index lets its users replace files, and one was replaced.',
      'A mirror mixes up files of several indexes.',
      'Somebody who controls the index exchanged the file.',
    ],
    remedies: [
      'Ask whoever runs the index whether the file was replaced on purpose.',
      '`trustctl why CODE` shows what was seen, and when.',
    ],
  },
  TC1007: {
    means:
      'pip reads a release’s metadata from a small file beside it (PEP 658). That file differs from the digest that the index gives for it.',
    expected: 'The digest that the index page names in `core-metadata`.',
    causes: ['A mirror serves metadata of another build.', 'A proxy rewrites text files.'],
    remedies: [FETCH_AGAIN, REPORT],
  },
  TC1008: {
    means: 'A file, a page or an unpacked archive is larger than the limit for its kind.',
    expected: 'A size within the limit that the message names.',
    causes: [
      'An archive made to fill up memory or disk when it is unpacked.',
      'An unusually large but honest release.',
    ],
    remedies: [
      'Look at the file’s size on the project’s page: is it plausible?',
      'If it is honest, report it to pip-trust: limits are meant to stop attacks, not releases.',
    ],
  },
  TC1010: {
    means:
      'pip was about to open an archive that is no regular file but a pipe, a device or a link to one. Its content could differ at each reading.',
    expected: 'A regular file.',
    causes: ['A path like `/dev/stdin` or a process substitution `<(…)` was given to pip.'],
    remedies: ['Save the bytes to a file first, and install that file.'],
  },
  TC1011: {
    means:
      'The archive, or the folder that it lies in, can be changed by another user of this machine between the check and the use.',
    expected:
      'A file and a folder that only you (or root) may write, or that lie below a folder of yours which lets nobody else through (0700).',
    causes: [
      'The file lies in a shared folder without the sticky bit.',
      'Its rights are too wide, e.g. 0666 or 0777.',
    ],
    remedies: ['Copy it to a folder of your own, or take the rights away: `chmod go-w FILE FOLDER`.'],
  },
  TC1012: {
    means:
      'pip found a wheel in its cache that it believes to have built earlier. pip-trust has no record that this very wheel was built from a source that it accepted.',
    expected: 'A wheel whose digest was recorded when it was built under pip-trust.',
    causes: [
      'The wheel was built before pip-trust was installed, or by a pip that it does not guard.',
      'The cache was restored from another machine, as CI services do.',
      'The cached wheel was exchanged.',
    ],
    remedies: [
      'Remove it from the cache, and let pip build it anew: `pip cache remove NAME`, then `pip install NAME`.',
      'Or go without the cache this once: `pip install --no-cache-dir NAME`.',
    ],
  },
}
