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
      '`pip install --require-hashes -r FILE` holds pip to it.',
      SHOW,
    ],
  },
  TC4011: {
    means:
      'The name belongs to a private index, by a rule or because that index has a project of this name. From any other index it is refused, and other indexes are not asked about it.',
    expected: 'The file from the private index.',
    causes: [
      'A public index has a project of the same name (dependency confusion).',
      'The private index is not among those that pip uses here.',
    ],
    remedies: [
      'Give pip the private index: `pip install --index-url https://packages.example/simple/ NAME`.',
      SHOW,
    ],
  },
  TC4012: {
    means:
      'Somebody bypassed the policy for a while, with a reason. What it would have refused is only warned about; broken evidence and changed bytes are refused all the same.',
    expected: 'The policy in force.',
    causes: ['`trustctl bypass` was used, and its time is not over.'],
    remedies: ['End it: `trustctl bypass --end`.', '`trustctl report` lists what passed by it.'],
  },
  TC4013: {
    means:
      'The index has put the project into quarantine (PEP 792): it is suspected of being malicious, and nobody should install it.',
    expected: 'A project that is not in quarantine.',
    causes: ['Its keepers look into a report of malware.', 'The project was taken over.'],
    remedies: [
      'Do not install it, and look at what you have of it already: `pip show NAME`.',
      'Read what the index says about it.',
    ],
  },
  TC4014: {
    means:
      'The index says that the project is archived or deprecated (PEP 792), and the policy denies such projects.',
    expected: 'A project that is kept up.',
    causes: ['Its keepers have ended it.'],
    remedies: ['Look for its successor on the project’s page.', RULE],
  },
  TC4015: {
    means:
      'The file was published more recently than the policy accepts. Most malicious releases are found within days; waiting costs little.',
    expected: 'A release that has been out for as long as the policy asks.',
    causes: [
      'The version is pinned, or nothing older fits what asks for it.',
      'The project has no release that is old enough.',
    ],
    remedies: [
      'Wait: the message says from when it passes.',
      'Ask for an older version: `pip install "NAME<VERSION"`.',
      'For a security fix ask for an exception: `trustctl exception request NAME==VERSION`.',
    ],
  },
  TC4016: {
    means:
      'The policy asks how long the file has been out, and neither the index nor this machine’s memory says it.',
    expected:
      'An `upload-time` in the index’s page (PEP 700), or a listing that this machine has known for long enough.',
    causes: [
      'The index has a page in HTML, or of Simple API 1.0.',
      'A direct URL or a local file has no listing.',
    ],
    remedies: [
      'Ask an index that says it; or wait, as this machine now remembers when it first saw the file.',
      RULE,
    ],
  },
  TC4017: {
    means: 'The file passes now. From a date that the policy names, it will be refused.',
    expected: 'What the rule asks for from that date on.',
    causes: ['The policy’s owner lets a stricter rule begin in steps (`rollout`).'],
    remedies: ['`trustctl why NAME` shows what will be asked for.', SHOW],
  },
  TC4018: {
    means:
      'A private index did not answer. Whether the name is one of its own can not be known, so no other index is asked about it.',
    expected: 'An answer of the private index, also «not found».',
    causes: ['It is down, slow or out of reach, as without a VPN.', 'The credentials for it are wrong.'],
    remedies: [
      'Try again when it answers: `pip download --no-deps NAME` from it shows whether it does.',
      'Name your own projects in a rule, so that others need not wait for it.',
    ],
  },
  TC4019: {
    means:
      'Evidence can not be had now. It verified on this machine before, longer ago than the policy lets count.',
    expected: 'Evidence that can be fetched, or that was verified recently enough.',
    causes: ['The index or evidence source has been out of reach for long.'],
    remedies: ['Try again when it answers.', '`trustctl status` names the evidence sources.'],
  },
}
