/** What services are bound under. */
export const ids = {
  // of the app
  AppConfigSource: Symbol.for('AppConfigSource'),
  OpenAIClient: Symbol.for('OpenAIClient'),
  AnthropicClient: Symbol.for('AnthropicClient'),
  OpenAIService: Symbol.for('OpenAIService'),
  AnthropicService: Symbol.for('AnthropicService'),
  PluginSpecs: Symbol.for('PluginSpecs'),
  // of a session
  SessionMetadata: Symbol.for('SessionMetadata'),
  SessionEventEmitter: Symbol.for('SessionEventEmitter'),
  CompletionService: Symbol.for('CompletionService'),
  ProcessContext: Symbol.for('ProcessContext'),
  ExecutionClient: Symbol.for('ExecutionClient'),
  Planner: Symbol.for('Planner'),
  CodeInterpreter: Symbol.for('CodeInterpreter'),
  Session: Symbol.for('Session'),
} as const;
