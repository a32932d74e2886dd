import { publisherKey, type Publisher } from '../../verdict/index.ts'

/** Whether two facts speak of one publisher: by what is remembered, so that a reusable workflow which signs for it is no other. */
export function samePublisher(a: Publisher, b: Publisher): boolean {
  return publisherKey(a) === publisherKey(b)
}
