export { attachOpenAI, type OpenAIAdapterOptions } from './adapter.ts';
