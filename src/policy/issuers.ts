/** The OIDC issuers that the kinds of identity stand for, compared exactly. */
export const ISSUERS = {
  github: 'https://token.actions.githubusercontent.com',
  gitlab: 'https://gitlab.com',
  circleci: 'https://oidc.circleci.com',
  buildkite: 'https://agent.buildkite.com',
  google: 'https://accounts.google.com',
  activestate: 'https://platform.activestate.com/api/v1/oauth/oidc',
} as const
