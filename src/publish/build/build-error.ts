import { PipTrustError } from '../../errors/index.ts'

/**
 * Why there is no build: `source` there is none where one was named, or it can't be built as it is; `dirty` files differ
 * from the commit; `moved-tag` a tag stands for another commit than it did; `clock` this machine's clock is before the
 * commit; `project` pyproject.toml can't be used; `no-lock`, `lock` and `stale-lock` build.lock is missing, is none, or was
 * made for something else; `interpreter` the Python is not there or not as locked; `resolve` no lock can be made;
 * `unavailable` something locked can't be fetched; `digest` what was fetched is something else than what was locked;
 * `isolation` or `busy` there is no room to build in; `network` the build asked for the network; `backend` the project's own
 * build failed; `output` it gave something that can't be published.
 */
export type BuildErrorCode =
  | 'source'
  | 'dirty'
  | 'moved-tag'
  | 'clock'
  | 'project'
  | 'no-lock'
  | 'lock'
  | 'stale-lock'
  | 'interpreter'
  | 'resolve'
  | 'unavailable'
  | 'digest'
  | 'isolation'
  | 'busy'
  | 'network'
  | 'backend'
  | 'output'

/** What building has to complain about. Nothing was written then. */
export class BuildError extends PipTrustError<BuildErrorCode> {}
