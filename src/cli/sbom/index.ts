export { billTime } from './bill-time.ts'
export { billKeys, writeSignedBill, type SignedBill } from './signed-bill.ts'
export { makeBill, type BillSource } from './make-bill.ts'
