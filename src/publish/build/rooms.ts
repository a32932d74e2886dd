/** The folder that every build sees itself in, wherever it is: compilers write it into what they make. */
export const ROOM = '/tmp/pip-trust-build'

/** What a room has, by its name in it. */
export const IN_ROOM = {
  source: `${ROOM}/source`,
  wheels: `${ROOM}/wheels`,
  environment: `${ROOM}/env`,
  out: `${ROOM}/out`,
  home: `${ROOM}/home`,
  temporary: `${ROOM}/tmp`,
  crates: `${ROOM}/crates`,
  python: `${ROOM}/python`,
  rust: `${ROOM}/rust`,
  tools: `${ROOM}/tools`,
} as const
