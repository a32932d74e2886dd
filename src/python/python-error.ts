import { PipTrustError } from '../errors/index.ts'

/** `page` an index page; `pip-conf` a configuration file of pip's. */
type PythonErrorCode = 'page' | 'pip-conf'

/** Something of Python's packaging world that can't be read. */
export class PythonError extends PipTrustError<PythonErrorCode> {}
