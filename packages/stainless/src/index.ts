export { type AttachClientOptions, attachStainlessClient } from './attach-client.ts';
export { clientVersion, isOfClass, type StainlessClient } from './host.ts';
export type { Operation, StreamReader } from './operation.ts';
export {
  mapOnce,
  type ParameterName,
  readArray,
  readNumber,
  readObject,
  readString,
  requestAttributes,
} from './payload.ts';
export { type ToolRunner, type WrapTool, withProperty } from './tool-hook.ts';
