declare const projectNameBrand: unique symbol

/** A project's name in its normalised form (PEP 503): lower case, runs of `-_.` as one `-`. */
export type ProjectName = string & { readonly [projectNameBrand]: true }

const MAX_LENGTH = 255

function isProjectName(text: string): text is ProjectName {
  return text.length <= MAX_LENGTH && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(text)
}

/** The normalised name, or null for what is no name (core metadata specification, `Name`) or is over 255 characters. */
export function parseProjectName(text: string): ProjectName | null {
  if (!/^[a-zA-Z0-9._-]*$/.test(text)) return null
  const name = text.toLowerCase().replaceAll(/[-_.]+/g, '-')
  return isProjectName(name) ? name : null
}
