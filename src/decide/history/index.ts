export { histories, type Histories, type Release, type ReleaseHistory } from './release-history.ts'
