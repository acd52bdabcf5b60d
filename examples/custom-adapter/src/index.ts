export { attachNodeLLM } from './adapter.ts';
