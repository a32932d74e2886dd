import type { ReasonPages } from './reason-page.ts'

const STATUS = '`trustctl status` shows what runs and where its log is.'
const START = '`trustctl down`, then `trustctl up`.'

/** Family 5: pip-trust itself, and what it stands on. All of these refuse: what can’t be judged isn’t installed. */
export const SURROUNDINGS_PAGES: ReasonPages<'TC5'> = {
  TC5001: {
    means:
      'The daemon that judges (`trustd`) could not be reached or started. Nothing is installed without it; that is no setting.',
    expected: 'An answer on the daemon’s socket.',
    causes: [
      'It could not start: a full disk, a broken policy, wrong rights.',
      'It was killed a moment ago.',
      'The state folder belongs to another user.',
    ],
    remedies: ['`trustctl up` starts it and says what stands in the way.', STATUS],
  },
  TC5002: {
    means: 'The interceptor, which stands between pip and the index, could not be reached or started.',
    expected: 'An answer on the interceptor’s socket.',
    causes: [
      'It was killed during the run.',
      'Its folder has wrong rights, or the disk is full.',
      'A checkout without its bundles.',
    ],
    remedies: ['Run the pip command again: it starts a new one.', STATUS, 'In a checkout: `npm run bundle`.'],
  },
  TC5003: {
    means: 'Two parts of pip-trust did not understand each other.',
    expected: 'Messages of the same version of the protocol.',
    causes: ['An upgrade happened while older parts were running.', 'Another program listens on the socket.'],
    remedies: [START, 'Run `install.sh` again.'],
  },
  TC5004: {
    means: 'What was found could not be written down. A verdict that can’t be recorded is not given.',
    expected: 'A store that can be written.',
    causes: [
      'The disk is full.',
      'The state folder is read-only or belongs to another user.',
      'The store is damaged.',
    ],
    remedies: [
      'Make room on the disk, or mend the rights of the folder that the message names.',
      'A damaged store may be moved away while the daemon is down: it is built anew. `trustctl down` first.',
    ],
  },
  TC5005: {
    means:
      'pip, or code inside its process, tried to open a network connection that does not go through pip-trust.',
    expected: 'Connections to the interceptor only.',
    causes: [
      'An option or a variable that sends pip around its proxy.',
      'A plugin, or a build script, that fetches things by itself.',
    ],
    remedies: [
      'The message names the host. Find out what wanted it.',
      'Fetch what a build needs beforehand, through pip.',
    ],
  },
  TC5006: {
    means:
      'A pip process asked the interceptor for something without the witness inside it. What it opens could not be watched, so it is served nothing.',
    expected: 'A pip that was started through the shim, or below one.',
    causes: [
      'A build starts pip with an emptied environment.',
      'Another program uses the proxy address of a run.',
    ],
    remedies: [
      'Start pip by its name, so that the shim is found: `trustctl shellenv`.',
      'Let the build keep `PYTHONPATH`.',
    ],
  },
  TC5007: {
    means:
      'The server’s TLS certificate is not one that your machine or your pip settings trust. Upstream TLS is always verified.',
    expected: 'A certificate for this host name, of an authority that you trust.',
    causes: [
      'A company’s proxy has its own authority, and pip was not told.',
      'The clock is wrong.',
      'Somebody is in between.',
    ],
    remedies: [
      'Tell pip the authority’s file: `pip config set global.cert FILE`.',
      'Check the machine’s clock.',
    ],
  },
  TC5008: {
    means: 'This Python is too old to be watched, or has no audit hooks.',
    expected: 'CPython or PyPy 3.8 or newer.',
    causes: ['The pip that was found belongs to an old Python.'],
    remedies: ['Use a newer Python: `python3 -m venv .venv`, then its pip.'],
  },
  TC5009: {
    means: 'The policy file can’t be used, and there is no earlier one in force to go on with.',
    expected: 'A policy that passes `trustctl policy check`.',
    causes: [
      'A mistake in the file; a section that this version does not enforce.',
      'The file may be written by others.',
      'A file that it extends is missing.',
    ],
    remedies: [
      '`trustctl policy check` names every problem with line and column.',
      'Go back to a preset: `trustctl policy use balanced`.',
    ],
  },
  TC5010: {
    means: 'An index page can’t be read, so what is on it can’t be judged.',
    expected: 'A page of the Simple API, JSON (PEP 691) or HTML (PEP 503), within the limits.',
    causes: [
      'The URL is not that of an index; the usual one ends in `/simple/`.',
      'A server answers with an error page, or a sign-in page.',
    ],
    remedies: ['Open the URL in a browser.', 'Check `pip config list` for the index URL.'],
  },
  TC5011: {
    means: 'The verdict did not come within its time, so the artifact was refused rather than let through.',
    expected: 'A verdict within the budget that the message names.',
    causes: ['The machine is very busy or was asleep.', 'An evidence source does not answer.'],
    remedies: ['Run the pip command again: what was found meanwhile is kept.', STATUS],
  },
  TC5012: {
    means: 'pip-trust stands before pip, and there is no pip behind it on this PATH.',
    expected: 'A pip later on PATH, or `python3 -m pip`.',
    causes: ['No Python with pip is installed.', 'PATH was changed so that only the shims are on it.'],
    remedies: [
      '`python3 -m ensurepip --user`, or install pip with the system’s packages.',
      '`echo "$PATH"`: is the folder of the real pip on it?',
    ],
  },
  TC5013: {
    means:
      'Somebody asked the interceptor without the token of an open run, and got nothing. Each time is counted, with the user whose process it was where the system tells.',
    expected: 'Requests of pips that were started through pip-trust, for as long as they run.',
    causes: [
      'Another user of this machine, or a program that tries ports, connected to it.',
      'Code that ran in a build tries to speak with the interceptor.',
      'A program that a pip left behind still uses the proxy of its run.',
    ],
    remedies: [
      '`trustctl status` shows how many, when and which user.',
      'Nothing was let through: to forget them, remove `strangers.json` in the state folder.',
    ],
  },
}
