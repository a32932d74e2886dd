export { checkPurpose } from './check-purpose.ts'
export { checkScts } from './check-scts.ts'
export { checkValidAt, issuersOf, type Issuer } from './issuers.ts'
export { readSigningCertificate } from './signing-certificate.ts'
