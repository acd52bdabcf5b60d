export type { RecordedRequest } from './scripted-provider/recorded-request.ts';
export type {
  ScriptEntry,
  ScriptedChoice,
  ScriptedError,
  ScriptedMatch,
  ScriptedReply,
  ScriptedToolCall,
  ScriptedUsage,
  ScriptFunction,
  ScriptRequest,
} from './scripted-provider/script.ts';
export {
  type ScriptedProvider,
  type ScriptedProviderOptions,
  startScriptedProvider,
} from './scripted-provider/scripted-provider.ts';
