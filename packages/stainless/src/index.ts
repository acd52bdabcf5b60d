export { type AttachClientOptions, attachStainlessClient } from './attach-client.ts';
export { clientVersion, isOfClass, type StainlessClient } from './host.ts';
export type { Operation, StreamReader } from './operation.ts';
export { readArray, readNumber, readObject, readString } from './payload.ts';
export { type ToolRunner, type WrapTool, withProperty } from './tool-hook.ts';
