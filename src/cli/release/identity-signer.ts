import { sha256Of } from '../../encoding/index.ts'
import type { IdentitySigner } from '../../publish/release/index.ts'
import type { Form } from '../../publish/sign/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { keylessOf, type KeylessOptions } from '../signing/index.ts'

interface Wish extends KeylessOptions {
  readonly forms: readonly Form[] | null
  readonly hasKeys: boolean
}

/** Whom the identity token names, as a policy would. Throws `CliError`, `SignError`, `TrustError`. */
export async function identitySigner(cli: Cli, wish: Wish): Promise<IdentitySigner> {
  const { token, config, trustedRoot, make } = await keylessOf(cli, wish)
  const { publisher } = token
  if (publisher === null) throw noPublisher(token.issuer)
  return {
    kind: 'identity',
    identity: publisher,
    instance: [
      { name: 'signing-config', sha256: sha256Of(config) },
      { name: 'trusted-root', sha256: sha256Of(trustedRoot) },
    ],
    trustedRoot,
    make,
  }
}

/** A release whose consumer can't be told whom to trust is not verified. */
function noPublisher(issuer: string): CliError {
  return new CliError('input', {
    message: `the identity token names nobody whom a policy could: expected a workflow of GitHub, a pipeline of GitLab or Buildkite, or a mail address; it is of \`${issuer.slice(0, 200)}\``,
    hint: 'trustctl sign --keyless FILE, which signs as anybody whom the instance certifies',
  })
}
