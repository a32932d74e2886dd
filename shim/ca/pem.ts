const BLOCK =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([\sA-Za-z0-9+/=]*?)-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g

/** DER as a PEM block with 64 columns (RFC 7468 §2). */
export function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** The base64 bodies, without white space, of all certificate blocks of a PEM text; what lies between is passed over. */
export function certificateBodies(pem: string): string[] {
  return [...pem.matchAll(BLOCK)].map((match) => (match[1] ?? '').replaceAll(/\s+/g, ''))
}

/** A body of `certificateBodies` as a PEM block. */
export const pemOfBody = (body: string): string =>
  `-----BEGIN CERTIFICATE-----\n${(body.match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`
