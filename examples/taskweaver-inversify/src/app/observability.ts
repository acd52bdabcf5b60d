/** All that this host has to do with AgentOps, but for one line in `taskweaver_config.json` and the plugin process. */
import { attachAnthropic } from '@agentops/adapter-anthropic';
import { agentopsBindings } from '@agentops/adapter-inversify';
import { attachOpenAI } from '@agentops/adapter-openai';
import { runOptionsOf, sessionOf, taskweaverServices } from '@agentops/adapter-taskweaver';
import type Anthropic from '@anthropic-ai/sdk';
import { ContainerModule, type ServiceIdentifier } from 'inversify';
import type OpenAI from 'openai';
import type { ProcessContext } from '../execution/process-context.ts';
import type { Session } from '../session/session.ts';
import { ids } from './identifiers.ts';

/** Attaches to the LLM clients and the completion services, whoever is given them. */
export function observe(): ContainerModule {
  const openai: ServiceIdentifier<OpenAI> = ids.OpenAIClient;
  const anthropic: ServiceIdentifier<Anthropic> = ids.AnthropicClient;
  return new ContainerModule(
    agentopsBindings({
      services: [
        [openai, (client) => attachOpenAI(client, { includeUsage: true })],
        [anthropic, attachAnthropic],
        ...taskweaverServices({ completionService: [ids.OpenAIService, ids.AnthropicService] }),
      ],
    }),
  );
}

/** The process that runs a session's code joins the session, and is told which post each piece of code belongs to. */
export function observedProcesses(session: () => Session): ContainerModule {
  const context: ProcessContext = {
    environment: () => sessionOf(session())?.env() ?? {},
    traceOf: (executionId) => runOptionsOf(session(), executionId),
  };
  return new ContainerModule(({ bind }) => {
    bind(ids.ProcessContext).toConstantValue(context);
  });
}
