import type { ReasonCode } from '../../verdict/index.ts'
import type { Match } from '../policy.ts'
import type { Subject } from './subject.ts'

type SourceCode = Extract<ReasonCode, 'TC4001' | 'TC4004' | 'TC4005' | 'TC4006' | 'TC4007'>

/** The code of a rule's own word: what kind, or else what channel, it is about; `TC4001` where neither. */
export function sourceCode(match: Match | null, { kind, channel }: Subject): SourceCode {
  const ofKind = match?.kind?.includes(kind) === true ? kindCode(kind) : 'TC4001'
  if (ofKind !== 'TC4001' || match?.channel?.includes(channel) !== true) return ofKind
  return channelCode(channel) ?? kindCode(kind)
}

/** Whether an exception's `source` waives it. */
export function isSourceCode(code: ReasonCode): boolean {
  return code === 'TC4004' || code === 'TC4005' || code === 'TC4006' || code === 'TC4007'
}

function channelCode(channel: Subject['channel']): SourceCode | null {
  if (channel === 'direct-url') return 'TC4004'
  return channel === 'file' || channel === 'find-links' || channel === 'directory' ? 'TC4007' : null
}

function kindCode(kind: Subject['kind']): SourceCode {
  switch (kind) {
    case 'vcs':
      return 'TC4005'
    case 'sdist':
      return 'TC4006'
    case 'directory':
      return 'TC4007'
    case 'wheel':
      return 'TC4001'
  }
}
