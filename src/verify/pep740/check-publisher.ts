import type { Publisher } from '../../verdict/index.ts'
import { expect } from '../unverified.ts'
import type { PublisherObject } from './read-attestation.ts'

/**
 * That the publisher which the index names is the one whom the certificate names (PEP 740). Throws `Unverified`
 * TC2122 where they differ, TC2121 for a kind of publisher that isn't known.
 */
export function checkPublisher(claimed: PublisherObject, publisher: Publisher): void {
  const expected = expectedFields(claimed)
  expect(expected !== null, 'TC2121', 'a publisher of a known kind', claimed.kind.slice(0, 40))
  const found = foundFields(publisher)
  const differs = Object.entries(expected).filter(
    ([name, value]) => found[name] !== value && !(name === 'environment' && found[name] === undefined),
  )
  const words = (fields: Fields): string =>
    differs.map(([name]) => `${name} ${fields[name] ?? 'none'}`).join(', ')
  expect(differs.length === 0, 'TC2122', words(expected), words(found))
}

type Fields = Readonly<Record<string, string>>

function expectedFields(claimed: PublisherObject): Fields | null {
  const kind = claimed.kind.toLowerCase()
  switch (kind) {
    case 'github':
      return {
        kind,
        ...texts(claimed, { repository: 'repository', workflow: 'workflow' }),
        ...environment(claimed),
      }
    case 'gitlab':
      return {
        kind,
        ...texts(claimed, { repository: 'repository', workflow: 'workflow_filepath' }),
        ...environment(claimed),
      }
    case 'google':
      return { kind, ...texts(claimed, { email: 'email' }) }
    default:
      return null
  }
}

function texts(claimed: PublisherObject, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(names).map(([name, key]) => {
      const value = claimed[key]
      expect(typeof value === 'string', 'TC2110', `\`${key}\` in the publisher object`, typeof value)
      return [name, value.slice(0, 500)]
    }),
  )
}

/** Empty and absent mean any environment; certificates name theirs only since 2025, so none is no contradiction. */
function environment(claimed: PublisherObject): Fields {
  const { environment: value } = claimed
  return typeof value === 'string' && value !== '' ? { environment: value.slice(0, 500) } : {}
}

function foundFields(publisher: Publisher): Fields {
  switch (publisher.kind) {
    case 'github':
    case 'gitlab': {
      const { kind, repository, workflow } = publisher
      return {
        kind,
        repository,
        workflow,
        ...(publisher.environment === null ? {} : { environment: publisher.environment }),
      }
    }
    case 'google':
    case 'email':
      return { kind: publisher.kind, email: publisher.email }
    case 'other':
      return { kind: publisher.kind }
  }
}
