import { PipTrustError } from '../errors/index.ts'

type PythonErrorCode = 'page'

/** Something of Python's packaging world that can't be read. */
export class PythonError extends PipTrustError<PythonErrorCode> {}
