export { confirm } from './confirm.ts'
export { newestStranger, type Stranger } from './newest-stranger.ts'
export { projectNamed } from './project-named.ts'
export { publisherLines, rememberedLines } from './publisher-view.ts'
