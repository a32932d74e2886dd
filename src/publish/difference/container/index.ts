export { containerFindings } from './container-findings.ts'
export { readZipForm, type ZipForm, type ZipPacking } from './zip-form.ts'
