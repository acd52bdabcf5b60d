export { type ServiceAttachment, type TaskWeaverServices, taskweaverServices } from './bindings.ts';
export { attachCompletionService } from './completion-service.ts';
export { attachSession, createEventHandler } from './event-handler.ts';
export {
  type Attachment,
  type AttachmentType,
  attachmentTypes,
  type Conversation,
  type Memory,
  type Post,
  type RoleName,
  type Round,
  type SharedMemoryEntry,
} from './host/conversation.ts';
export type {
  PlainPostEvent,
  PostAttachmentUpdateEvent,
  PostEvent,
  PostMessageUpdateEvent,
  PostSendToUpdateEvent,
  PostStartEvent,
  RoundEvent,
  SessionEvent,
  SessionEventEmitter,
  SessionEventHandler,
  TaskWeaverEvent,
} from './host/event.ts';
export type {
  ChatContent,
  ChatMessage,
  CompletionOptions,
  CompletionService,
  PluginContext,
  PluginRunner,
  Tracing,
} from './host/services.ts';
export type { AppConfigSource, Session, SessionMetadata } from './host/session.ts';
export { runOptionsOf, sessionOf } from './host-session.ts';
export { attachPluginRunner } from './plugin-runner.ts';
export { AgentOpsTracing, attachTracing, createTracing } from './tracing.ts';
