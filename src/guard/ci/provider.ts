/** Whose job this is: what tells later steps about folders and variables, and which reports it shows. */
export const PROVIDERS = ['github', 'gitlab', 'shell'] as const

export type Provider = (typeof PROVIDERS)[number]

/** The provider that `text` names, or null. */
export function parseProvider(text: string): Provider | null {
  return PROVIDERS.find((name) => name === text) ?? null
}

/**
 * The provider by the variables that runners document: `GITHUB_ACTIONS=true` (GitHub; Gitea and Forgejo say it too, and
 * have the same files), `GITLAB_CI` set; any other is a plain shell.
 */
export function detectProvider(env: NodeJS.ProcessEnv): Provider {
  if (env['GITHUB_ACTIONS'] === 'true') return 'github'
  return (env['GITLAB_CI'] ?? '') === '' ? 'shell' : 'gitlab'
}
