export type { HostCapabilities, Need } from './adapter-conformance/capabilities.ts';
export type {
  AdapterUnderTest,
  ConformanceCase,
  ConformancePoint,
  HostUnderTest,
} from './adapter-conformance/case.ts';
export {
  type ConformanceMeta,
  type TestAdapterOptions,
  testAdapter,
} from './adapter-conformance/conformance.ts';
export type {
  AttachOptions,
  CallRequest,
  ClientOptions,
  HostDriver,
  StreamHelper,
  ToolLoopRequest,
  ToolSpec,
} from './adapter-conformance/driver.ts';
export { conformancePoints } from './adapter-conformance/points/index.ts';
export { type CaseResult, runConformanceCase } from './adapter-conformance/run-case.ts';
export { type CachedDirectoryOptions, cachedDirectory } from './cached-directory.ts';
export type { SkippedCase } from './conformance-kit/register.ts';
export type {
  CreateExporter,
  ExporterCase,
  ExporterNeed,
  ExporterOptions,
  ExporterTopic,
  ExporterUnderTest,
} from './exporter-conformance/case.ts';
export {
  type ExporterConformanceOptions,
  exporterConformance,
} from './exporter-conformance/conformance.ts';
export {
  type Behaviour,
  type ReceivedRequest,
  Receiver,
  type ReceiverProtocol,
  type Script,
  type SeenRequest,
} from './exporter-conformance/receiver.ts';
export { type ExporterCaseResult, runExporterCase } from './exporter-conformance/run-case.ts';
export { exporterTopics } from './exporter-conformance/topics/index.ts';
export { type GenerateOptions, generateRecords } from './generated-records/generate-records.ts';
export {
  type IngestAnswer,
  type IngestReceiver,
  type IngestReceiverOptions,
  type IngestRequest,
  startIngestReceiver,
} from './ingest-receiver.ts';
export { type PythonEnv, type PythonEnvOptions, pythonEnv } from './python-env.ts';
export { returnablePort } from './returnable-port.ts';
export {
  type DifferenceOptions,
  differences,
  type RoundTripEnd,
  withoutTotals,
} from './round-trip/differences.ts';
export { reasonsTable } from './round-trip/reasons-table.ts';
export { recordEverything } from './round-trip/record-everything.ts';
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
export { type SessionTreeOptions, sessionTree } from './session-tree/session-tree.ts';
export type {
  Command,
  ShimCase,
  ShimNeed,
  ShimTopic,
  ShimUnderTest,
} from './shim-conformance/case.ts';
export { type ShimConformanceOptions, shimConformance } from './shim-conformance/conformance.ts';
export { runShimCase, type ShimCaseResult } from './shim-conformance/run-case.ts';
export { shimTopics } from './shim-conformance/topics/index.ts';
export type {
  StoreCase,
  StoreNeed,
  StoreTopic,
  StoreUnderTest,
} from './store-conformance/case.ts';
export { type StoreConformanceOptions, storeConformance } from './store-conformance/conformance.ts';
export { runStoreCase, type StoreCaseResult } from './store-conformance/run-case.ts';
export { storeTopics } from './store-conformance/topics/index.ts';
