/** A project pattern in the form of PEP 503, so that `Acme_*` is about `acme-pay`. */
export function projectPattern(text: string): string {
  return text.toLowerCase().replaceAll(/[-_.]+/g, '-')
}
