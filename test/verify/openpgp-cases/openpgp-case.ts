/** What a verifier is asked: keys in binary form, a detached signature, and the file. */
export interface CaseFiles {
  readonly keys: readonly Buffer[]
  readonly signature: Buffer
  /** Where it isn't the bytes of the cases. */
  readonly data?: Buffer
}

/** A case in the manner of Sequoia's interoperability test suite. */
export interface OpenPgpCase {
  readonly group: string
  readonly name: string
  /** What is right: `ok` or our reason code, one a signature of the file, in their order. */
  readonly right: readonly string[]
  readonly make: () => CaseFiles | Promise<CaseFiles>
  /** Why an oracle decides otherwise, where it does. */
  readonly differs?: { readonly gpgv?: string; readonly sq?: string }
}
