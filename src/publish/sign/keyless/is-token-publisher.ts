import type { Publisher } from '../../../verdict/index.ts'
import type { TokenPublisher } from './token-publisher.ts'

/** Whether a certificate's publisher is the one that a token names. */
export function isTokenPublisher(publisher: Publisher, named: TokenPublisher): boolean {
  switch (named.kind) {
    case 'github':
    case 'gitlab':
      return (
        publisher.kind === named.kind &&
        publisher.repository === named.repository &&
        publisher.workflow === named.workflow &&
        publisher.ref === named.refs[0]
      )
    case 'buildkite':
      return (
        publisher.kind === 'buildkite' &&
        publisher.organization === named.organization &&
        publisher.pipeline === named.pipeline
      )
    case 'google':
    case 'email':
      return publisher.kind === named.kind && publisher.email === named.email
  }
}
