export { AsyncLocalStorage as ContextStorage } from 'node:async_hooks';
