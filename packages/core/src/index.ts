export { destinationStates, drainSpool, sessionCosts } from '#platform/sources';
export {
  type BadLine,
  findDataDirectory,
  pathsOf,
  readSpool,
  resolveBlobs,
  type SpoolBatch,
  SpoolTail,
  writerStateHere,
} from '#platform/spool';
export {
  type AdapterHost,
  type AdapterOptions,
  AdapterRecorder,
  type AdapterRecorderOptions,
  type StartEvent,
} from './adapter/adapter-recorder.ts';
export {
  attachOnce,
  detach,
  isAttached,
  type Override,
  overrideMethod,
} from './adapter/attachment.ts';
export type { ProviderEvent } from './adapter/provider-event.ts';
export { AgentOps } from './agentops.ts';
export type { InitOptions } from './config.ts';
export {
  addTags,
  analytics,
  createAgent,
  createRecorder,
  defaultAgentOps,
  endAll,
  endSession,
  flush,
  init,
  onDiagnostic,
  record,
  setTags,
  startSession,
  traceAction,
  traceTool,
} from './default-agentops.ts';
export type { DestinationState } from './destination-states.ts';
export type { Diagnostic, DiagnosticListener, LogLevel } from './diagnostics.ts';
export type { DrainedWriter, DrainOptions, DrainProgress, DrainReport } from './drain.ts';
export {
  AgentOpsError,
  InvalidArgumentError,
  InvalidEndStateError,
  MultiSessionError,
  MultiSessionException,
  NoSessionError,
  NoSessionException,
} from './errors.ts';
export { ActionEvent, type ActionEventInit } from './events/action-event.ts';
export {
  type Agent,
  type Attribution,
  type ContentState,
  Event,
  type EventInit,
  type EventSource,
  type EventStatus,
  type EventType,
} from './events/base-event.ts';
export { now, Stopwatch } from './events/clock.ts';
export { copyPayload } from './events/copy.ts';
export { describeError, ErrorEvent, type ErrorEventInit } from './events/error-event.ts';
export type { AgentOpsEvent, EventFields } from './events/event.ts';
export { type Folded, type FoldOptions, FoldState, fold, type Loss } from './events/fold.ts';
export { FoldedEvent } from './events/fold-event.ts';
export { PromptResolver } from './events/fold-prompt.ts';
export { FoldedSession } from './events/fold-session.ts';
export { FoldedWriter, type WriterState } from './events/fold-writer.ts';
export { createId, idFromHash } from './events/id.ts';
export {
  type LLMAttempt,
  LLMEvent,
  type LLMEventInit,
  type LLMFields,
  type TokenUsage,
  type UsageSource,
} from './events/llm-event.ts';
export type {
  MediaPart,
  Message,
  MessagePart,
  MissingPart,
  OtherPart,
  ReasoningPart,
  RefusalPart,
  TextPart,
  ToolCallPart,
  ToolCallResponsePart,
} from './events/message.ts';
export {
  type AgentOpsRecord,
  type EventRecord,
  type PromptDelta,
  recordVersion,
  type SessionRecord,
  type StreamDelta,
  type WriterInfo,
} from './events/record.ts';
export { recordComplaint } from './events/record-check.ts';
export {
  type EndState,
  isMerged,
  mergedIntoAttribute,
  type SessionData,
} from './events/session-data.ts';
export { parseArguments } from './events/stream-output.ts';
export { ToolEvent, type ToolEventInit, type ToolKind } from './events/tool-event.ts';
export { BySettings } from './export/by-settings.ts';
export { ConsoleExporter } from './export/console-exporter.ts';
export { cutTexts } from './export/cut-texts.ts';
export type {
  ContentFunction,
  Exporter,
  ExporterSettings,
  Outcome,
  Refusal,
  SessionCost,
  WriterGone,
} from './export/exporter.ts';
export {
  type Finished,
  type FinishedEvent,
  FinishedEvents,
  type FinishedEventsLimits,
} from './export/finished-events.ts';
export { InMemoryExporter } from './export/in-memory-exporter.ts';
export {
  Isolation,
  type IsolationRound,
  isDoubtful,
  type Sending,
  type Verdict,
} from './export/isolation.ts';
export type { ToldCost } from './export/session-costs.ts';
export { SessionSampler, type SessionSamplerOptions } from './export/session-sampler.ts';
export { type FinishedError, withErrors } from './export/with-errors.ts';
export type { SessionAnalytics } from './session/analytics.ts';
export { isCancellation } from './session/cancellation.ts';
export type { EventHandle } from './session/event-handle.ts';
export type { MappedFields } from './session/mapped-fields.ts';
export type { Origin } from './session/origin.ts';
export { runToEnd } from './session/run-to-end.ts';
export type { AgentInit, EndOptions, RunOptions, Session } from './session/session.ts';
export type { SessionInit } from './session/session-registry.ts';
export type { Trace, TraceDecorator } from './session/trace.ts';
