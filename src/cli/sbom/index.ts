export { billTime } from './bill-time.ts'
export { makeBill, type BillSource } from './make-bill.ts'
