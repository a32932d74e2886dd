export { ownSettings } from './own-settings.ts'
export { standingGuard, type StandingGuard } from './standing-guard.ts'
export { standingOpening } from './standing-opening.ts'
