import type { SessionMetadata } from '@agentops/adapter-taskweaver';
import { ContainerModule } from 'inversify';
import { ExecutionClient } from '../execution/execution-client.ts';
import { CodeInterpreter } from '../roles/code-interpreter.ts';
import { Planner } from '../roles/planner.ts';
import { EventEmitter } from '../session/event-emitter.ts';
import { Session } from '../session/session.ts';
import type { ConfigSource } from './config-source.ts';
import { ids } from './identifiers.ts';

/** What belongs to one session; it hides what the app binds under the same identifier. */
export function sessionModule(source: ConfigSource, metadata: SessionMetadata): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(ids.AppConfigSource).toConstantValue(source);
    bind(ids.SessionMetadata).toConstantValue(metadata);
    bind(ids.SessionEventEmitter).to(EventEmitter).inSingletonScope();
    bind(ids.CompletionService).toService(
      source.get<string>('llm.api_type', 'openai') === 'anthropic'
        ? ids.AnthropicService
        : ids.OpenAIService,
    );
    bind(ids.ExecutionClient).to(ExecutionClient).inSingletonScope();
    bind(ids.Planner).to(Planner).inSingletonScope();
    bind(ids.CodeInterpreter).to(CodeInterpreter).inSingletonScope();
    bind(ids.Session).to(Session).inSingletonScope();
  });
}
