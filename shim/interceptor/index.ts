export { startInterceptor, type Interceptor } from './interceptor.ts'
