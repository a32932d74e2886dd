import type { ReasonCode } from '../../verdict/index.ts'
import type { Subject } from './subject.ts'

const ADD_EVIDENCE = ['trustctl evidence add FOLDER-OR-URL']
const LIST_KEYS = ['trustctl keys list']
const GET_AGAIN = ['get the file and its attestation again, from the project itself']
const NEWER_KEY = ['get the newest key from its owner: trustctl keys import --keyring NAME FILE']
const ASK_NEW = ['ask the project for a new signature']
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
  TC3101: ADD_EVIDENCE,
  TC3102: TRY_LATER,
  TC3110: ['get the file and its signature again, from the project itself'],
  TC3111: ['get the file and its signature again, from the project itself'],
  TC3112: LIST_KEYS,
  TC3113: NEWER_KEY,
  TC3114: NEWER_KEY,
  TC3115: ASK_NEW,
  TC3116: ASK_NEW,
  TC3201: LIST_KEYS,
  TC3202: LIST_KEYS,
  TC4003: ['name the index by https', 'or set `allowInsecure: true` at this index in the policy'],
  TC4008: ['fetch the text, read it, and give pip your own copy: pip install -r FILE'],
  TC4009: [],
}

/** What pip is to be told instead, with the artifact's own name. */
const PIP_ARGUMENTS: Partial<Record<ReasonCode, string>> = {
  TC1002: 'install --no-cache-dir',
  TC1004: 'install --no-cache-dir',
  TC1006: 'install --no-cache-dir',
  TC1012: 'cache remove',
  TC4004: 'install',
  TC4005: 'install',
  TC4006: 'install --only-binary :all:',
}

/** Commands and changes that help with a reason. */
export function fixesFor(code: ReasonCode, subject: Subject): readonly string[] {
  const verb = PIP_ARGUMENTS[code]
  if (verb === undefined) return GENERAL[code] ?? ['trustctl policy show --effective']
  if (subject.project === null) return []
  return [`pip ${verb} ${code === 'TC1012' ? subject.project : requirementText(subject.project, subject)}`]
}

function requirementText(project: string, { version }: Subject): string {
  return version === null ? project : `${project}==${version}`
}

/** A rule's message with the artifact put in. */
export function messageText(message: string, subject: Subject): string {
  const { project, version, artifact } = subject
  const filename = 'filename' in artifact ? artifact.filename : artifact.location
  return message.replaceAll(/\{(project|version|filename)\}/g, (_, name: string) => {
    if (name === 'filename') return filename
    return (name === 'project' ? project : version) ?? name
  })
}
