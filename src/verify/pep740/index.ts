export { checkPublisher } from './check-publisher.ts'
export { isSameDistribution } from './same-distribution.ts'
export { readAttestation, readProvenance, type Attested } from './read-attestation.ts'
export {
  checkSubject,
  checkSubjects,
  predicateOf,
  readAnyStatement,
  readStatement,
  type Statement,
} from './statement.ts'
