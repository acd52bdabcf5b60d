export { type AnthropicAdapterOptions, attachAnthropic } from './adapter.ts';
