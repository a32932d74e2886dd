import { readCertificate, type Certificate } from '../../../trust/index.ts'
import { readable } from '../../read-json.ts'

/** Takes a signer's certificate apart. Throws `Unverified` TC2110 where it can't be read. */
export function readSigningCertificate(der: Uint8Array): Certificate {
  return readable('TC2110', 'an X.509 certificate in DER', () => readCertificate(der))
}
