import type { ReasonCode } from '../../verdict/index.ts'
import type { Subject } from './subject.ts'

const ADD_EVIDENCE = ['trustctl evidence add FOLDER-OR-URL']
const LIST_KEYS = ['trustctl keys list']
const TRY_LATER = ['try again when the index answers']

/** What helps whatever the artifact is. */
const GENERAL: Partial<Record<ReasonCode, readonly string[]>> = {
  TC2101: ADD_EVIDENCE,
  TC2102: ADD_EVIDENCE,
  TC2104: TRY_LATER,
  TC2202: ADD_EVIDENCE,
  TC2203: ADD_EVIDENCE,
  TC3101: ADD_EVIDENCE,
  TC3102: TRY_LATER,
  TC3112: LIST_KEYS,
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
