import type { ReasonPages } from './reason-page.ts'

const SHOW = '`trustctl policy show --effective` shows the rule; the verdict names the file and the line.'
const RULE =
  'If this is what you want, say so in a rule of your policy, as narrow as you can (`match: { project: [NAME] }`).'
const WHEEL = 'Prefer a wheel: `pip install --only-binary :all: NAME`.'

/** Family 4: what a rule of the policy says about where an artifact comes from and what it is. */
export const POLICY_PAGES: ReasonPages<'TC4'> = {
  TC4001: {
    means: 'A rule of the policy denies this artifact, in the words that the message repeats.',
    expected: 'Another name, version, index or kind than the rule is about.',
    causes: [
      'A name of your own came from an index that is not yours (dependency confusion).',
      'The policy’s owner banned the project or version.',
    ],
    remedies: [SHOW, 'Ask the owner of the policy.'],
  },
  TC4002: {
    means: 'The policy has no rule that is about this artifact. What no rule speaks of is refused.',
    expected: 'A rule whose `match` fits; usually a last one with `project: ["*"]`.',
    causes: [
      'The policy ends without a rule for everything else.',
      'A `match` is narrower than it was meant.',
    ],
    remedies: [
      '`trustctl policy check` looks for such holes.',
      'Extend a preset, which has a last rule: `extends: [preset:balanced]`.',
    ],
  },
  TC4003: {
    means:
      'The file came over plain http from another machine: anybody on the way can exchange it, and see what you install.',
    expected: 'An https address, or one of this machine.',
    causes: ['An index is configured with `http://`.', 'A link or a redirect leads from https to http.'],
    remedies: [
      'Configure the https address of the index: `pip config set global.index-url https://packages.example/simple/`.',
      RULE,
    ],
  },
  TC4004: {
    means:
      'The file was named by its own URL and not found through an index. Nobody but that server vouches for its name.',
    expected: 'A project of an index, or a URL with a hash.',
    causes: ['A requirement like `NAME @ https://…`, of yours or of a dependency.'],
    remedies: [
      'Put the hash behind the URL: `NAME @ https://packages.example/FILE#sha256=HEX`.',
      'Use a release from an index.',
      RULE,
    ],
  },
  TC4005: {
    means:
      'The source comes straight from a version control system. There is no published file that somebody could have signed, and its code runs while it is installed.',
    expected: 'A published file.',
    causes: ['A requirement like `git+https://…`, of yours or of a dependency.'],
    remedies: [
      'Use a release from an index.',
      'Name a full commit rather than a branch, and allow it by a rule.',
      RULE,
    ],
  },
  TC4006: {
    means:
      'A source distribution runs its own code while it is built and installed, with all your rights, before anything of it is imported.',
    expected: 'A wheel, which is only unpacked; or a source distribution pinned by hash.',
    causes: ['The project has no wheel for your Python or platform.', '`--no-binary` is set.'],
    remedies: [WHEEL, 'Pin it by hash in a requirements file, and install with `--require-hashes`.', RULE],
  },
  TC4007: {
    means: 'The file or folder is of this machine: no index stands behind it.',
    expected: 'A published file; or a path that the policy allows.',
    causes: ['A path was given to pip, by you, by `--find-links` or by a requirements file.'],
    remedies: [
      'If it is your own, allow the channel (`match: { channel: [file] }`) in a rule.',
      'Use a release from an index.',
    ],
  },
  TC4008: {
    means:
      'A text that came from elsewhere, such as a requirements file behind an URL, names a path of this machine. What you may install from a path because you typed it, a text from elsewhere may not.',
    expected: 'Paths only in what you typed, or in files of your own.',
    causes: [
      'A remote requirements file has a line like `./vendored/NAME.whl`.',
      'Somebody tries to make you run a file that they placed earlier.',
    ],
    remedies: ['Read the text. If it is right, save it here and use the copy: `pip install -r FILE`.'],
  },
  TC4009: {
    means: 'The artifact was let through because an exception of the policy waives what is wanting.',
    expected: 'Exceptions end: this one holds until its `expires`.',
    causes: ['Somebody wrote the exception, and gave the reason that stands beside it in the policy.'],
    remedies: ['Nothing now. `trustctl policy show --effective` shows who owns it, why, and until when.'],
  },
  TC4010: {
    means: 'The rule wants this artifact pinned by a hash that you wrote down before, and there is none.',
    expected: 'A `--hash=sha256:…` in a requirements file, or an entry of a lock file.',
    causes: ['The requirement has no hash.', 'The hashes are of other files of the same release.'],
    remedies: [
      '`pip hash FILE` prints the line to add, for a file that you have reason to trust.',
      'Write a lock file: `pip lock`.',
      SHOW,
    ],
  },
}
