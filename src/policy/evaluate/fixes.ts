import { parseVersion } from '../../python/index.ts'
import type { Reason, ReasonCode } from '../../verdict/index.ts'
import type { Part } from './apply-rules.ts'
import { toDecision } from './effect.ts'
import type { Subject } from './subject.ts'

const ADD_EVIDENCE = ['trustctl evidence add FOLDER-OR-URL']
const LIST_KEYS = ['trustctl keys list']
const GET_AGAIN = ['get the file and its attestation again, from the project itself']
const AGAIN = ['get the file and its signature again, from the project itself']
const NEWER_KEY = ['get the newest key from its owner: trustctl keys import --keyring NAME FILE']
const TRUST_KEY = [
  'if the project itself says that this is its key: trustctl keys import --keyring NAME --owner OWNER FILE',
]
const ASK_NEW = ['ask the project for a new signature']
const NEWER_RELEASE = ['take a newer release; ask the project to sign this one again']
const TRY_LATER = ['try again when the index answers']

/** What helps whatever the artifact is. */
const GENERAL: Partial<Record<ReasonCode, readonly string[]>> = {
  TC2101: ADD_EVIDENCE,
  TC2102: ADD_EVIDENCE,
  TC2104: TRY_LATER,
  TC2110: GET_AGAIN,
  TC2111: GET_AGAIN,
  TC2112: GET_AGAIN,
  TC2113: GET_AGAIN,
  TC2114: ['trustctl status, which names the trust roots; ask the project to publish with one of them'],
  TC2117: GET_AGAIN,
  TC2118: GET_AGAIN,
  TC2119: GET_AGAIN,
  TC2121: ['a newer pip-trust may understand it: ./install.sh'],
  TC2202: ADD_EVIDENCE,
  TC2203: ADD_EVIDENCE,
  TC2206: ADD_EVIDENCE,
  TC2207: ADD_EVIDENCE,
  TC2209: ADD_EVIDENCE,
  TC2210: ['correct the publisher in the lock file; a newer pip-trust may know its kind: ./install.sh'],
  TC2123: TRUST_KEY,
  TC2501: ADD_EVIDENCE,
  TC2502: TRY_LATER,
  TC2503: ADD_EVIDENCE,
  TC2511: ['compare both files, e.g. by diffoscope'],
  TC2514: LIST_KEYS,
  TC3101: ADD_EVIDENCE,
  TC3102: TRY_LATER,
  TC3110: AGAIN,
  TC3111: AGAIN,
  TC3112: LIST_KEYS,
  TC3113: NEWER_KEY,
  TC3114: NEWER_KEY,
  TC3115: ASK_NEW,
  TC3116: ASK_NEW,
  TC3117: ASK_NEW,
  TC3118: NEWER_KEY,
  TC3119: ['set this machine’s clock', ...ASK_NEW],
  TC3310: AGAIN,
  TC3311: AGAIN,
  TC3312: LIST_KEYS,
  TC3313: ASK_NEW,
  TC3314: ASK_NEW,
  TC3315: ASK_NEW,
  TC3316: ['get the CA’s newest list: trustctl keys import --keyring NAME FILE.crl'],
  TC3317: ASK_NEW,
  TC3318: ASK_NEW,
  TC3319: ASK_NEW,
  TC3410: AGAIN,
  TC3411: AGAIN,
  TC3412: LIST_KEYS,
  TC3413: AGAIN,
  TC3414: ['ask the project to sign by minisign without `-l`'],
  TC3501: ['compare `date` with another clock; else tell whoever keeps the key'],
  TC3502: NEWER_RELEASE,
  TC3503: NEWER_RELEASE,
  TC3504: NEWER_RELEASE,
  TC3505: NEWER_RELEASE,
  TC3601: ['trustctl directory status'],
  TC3201: LIST_KEYS,
  TC3202: LIST_KEYS,
  TC4003: ['name the index by https', 'or set `allowInsecure: true` at this index in the policy'],
  TC4008: ['fetch the text, read it, and give pip your own copy: pip install -r FILE'],
  TC4009: [],
  TC4011: [],
  TC4012: [],
  TC4016: [],
  TC4019: TRY_LATER,
  TC2205: ['trustctl policy suggest, which writes a rule from the publishers seen'],
}

/** What pip is to be told instead, with the artifact's own name. */
const PIP_ARGUMENTS: Partial<Record<ReasonCode, string>> = {
  TC1002: 'install --no-cache-dir',
  TC1004: 'install --no-cache-dir',
  TC1006: 'install --no-cache-dir',
  TC1013: 'install --no-cache-dir',
  TC1012: 'cache remove',
  TC4004: 'install',
  TC4005: 'install',
  TC4006: 'install --only-binary :all:',
}

/** Codes that an exception can speak against, where a rule and not the floor says it. */
const EXCUSABLE: ReadonlySet<ReasonCode> = new Set<ReasonCode>([
  'TC2101',
  'TC2102',
  'TC2103',
  'TC2105',
  'TC2201',
  'TC2202',
  'TC2203',
  'TC2204',
  'TC2205',
  'TC2206',
  'TC2207',
  'TC2208',
  'TC2209',
  'TC2210',
  'TC2501',
  'TC2503',
  'TC2511',
  'TC2514',
  'TC3101',
  'TC3201',
  'TC3202',
  'TC4004',
  'TC4006',
  'TC4007',
  'TC4010',
  'TC4015',
  'TC4016',
])

/** A part's reasons with what helps; the rule's own message goes first, and an exception last. */
export function helped({ reasons, message, ofRule }: Part, subject: Subject): readonly Reason[] {
  const own = message === null ? [] : [messageText(message, subject)]
  return reasons.map((reason, nth) => {
    const excusable = reason.effect === 'block' && ofRule && EXCUSABLE.has(reason.code)
    const fix = [
      ...(nth === 0 ? own : []),
      ...reason.fix,
      ...fixesFor(reason.code, subject),
      ...(excusable ? exceptionFix(subject) : []),
    ]
    return { ...reason, effect: toDecision(reason.effect), fix }
  })
}

/** Exceptions are bound to digests, so there is none for a tree. */
function exceptionFix(subject: Subject): readonly string[] {
  const { project, artifact } = subject
  if (project === null || !('sha256' in artifact)) return []
  return [`trustctl exception request ${requirementText(project, subject)}`]
}

/** Commands and changes that help with a reason. */
function fixesFor(code: ReasonCode, subject: Subject): readonly string[] {
  const { project } = subject
  if (project !== null) {
    const own = projectFixes(code, project, subject)
    if (own !== null) return own
  }
  const verb = PIP_ARGUMENTS[code]
  if (verb === undefined) return GENERAL[code] ?? ['trustctl policy show --effective']
  if (project === null) return []
  return [`pip ${verb} ${code === 'TC1012' ? project : requirementText(project, subject)}`]
}

/** What helps with this very project; null where nothing in particular does. */
function projectFixes(code: ReasonCode, project: string, subject: Subject): readonly string[] | null {
  if (code === 'TC2103') return earlierRelease(project, subject)
  if (code === 'TC2204') return [...earlierRelease(project, subject), `trustctl trust accept ${project}`]
  if (code === 'TC2205') return [`trustctl trust accept ${project}`, ...(GENERAL[code] ?? [])]
  if (code === 'TC4010') return pinned(project, subject)
  if (code === 'TC4013') return [`pip show ${project}`]
  if (code === 'TC4015' && subject.version !== null) return [`pip install "${project}<${subject.version}"`]
  return code === 'TC4017' ? [`trustctl why ${project}`] : null
}

/** The line that pins these very bytes, and how pip is told to hold to it: every pip can, which is not so of lock files. */
function pinned(project: string, subject: Subject): readonly string[] {
  const { artifact } = subject
  const pin = 'sha256' in artifact ? ` --hash=sha256:${artifact.sha256}` : ''
  return [
    `in a requirements file: ${requirementText(project, subject)}${pin}`,
    'pip install --require-hashes -r FILE',
  ]
}

/** The release that the project's history speaks for. */
function earlierRelease(project: string, { available }: Subject): readonly string[] {
  const state = available.facts.find((fact) => fact.check === 'provenance-state' && fact.result === 'ok')
  if (state?.check !== 'provenance-state' || state.result !== 'ok') return []
  // The index wrote it, and it is going to be pasted.
  const version = state.before === null ? null : parseVersion(state.before.version)
  return version === null ? [] : [`pip install ${project}==${version}`]
}

function requirementText(project: string, { version }: Subject): string {
  return version === null ? project : `${project}==${version}`
}

/** A rule's message with the artifact put in. */
function messageText(message: string, subject: Subject): string {
  const { project, version, artifact } = subject
  const filename = 'filename' in artifact ? artifact.filename : artifact.location
  return message.replaceAll(/\{(project|version|filename)\}/g, (_, name: string) => {
    if (name === 'filename') return filename
    return (name === 'project' ? project : version) ?? name
  })
}
