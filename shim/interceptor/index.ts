export { startInterceptor, type Interceptor, type InterceptorWorld } from './interceptor.ts'
