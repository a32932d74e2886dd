import { IN_ROOM } from './rooms.ts'

const USER = 'build'

/** The variables of a build, all of them: nothing of the person's own gets through but what `extra` names. */
export function fixedEnvironment(
  epochSeconds: number,
  extra: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return {
    PATH: `${IN_ROOM.environment}/bin:${IN_ROOM.rust}/bin:/usr/local/bin:/usr/bin:/bin`,
    HOME: IN_ROOM.home,
    TMPDIR: IN_ROOM.temporary,
    USER,
    LOGNAME: USER,
    SHELL: '/bin/sh',
    TERM: 'dumb',
    TZ: 'UTC',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    PYTHONHASHSEED: '0',
    PYTHONNOUSERSITE: '1',
    SOURCE_DATE_EPOCH: String(epochSeconds),
    CARGO_HOME: `${IN_ROOM.home}/.cargo`,
    CARGO_NET_OFFLINE: 'true',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'safe.directory',
    GIT_CONFIG_VALUE_0: '*',
    PIP_TRUST_BUILD_WATCH: `${IN_ROOM.tools}/asked`,
    ...extra,
  }
}
