import { ContainerModule } from 'inversify';
import { AnthropicService } from '../llm/anthropic-service.ts';
import { OpenAIService } from '../llm/openai-service.ts';
import type { PluginSpec } from '../plugins/plugin-registry.ts';
import type { Providers } from './clients.ts';
import type { ConfigSource } from './config-source.ts';
import { ids } from './identifiers.ts';

/** What all sessions of an app share. */
export function appModule(
  source: ConfigSource,
  providers: Providers,
  plugins: PluginSpec[],
): ContainerModule {
  return new ContainerModule(({ bind }) => {
    bind(ids.AppConfigSource).toConstantValue(source);
    bind(ids.PluginSpecs).toConstantValue(plugins);
    bind(ids.OpenAIClient).toConstantValue(providers.openai);
    bind(ids.AnthropicClient).toConstantValue(providers.anthropic);
    bind(ids.OpenAIService).to(OpenAIService).inSingletonScope();
    bind(ids.AnthropicService).to(AnthropicService).inSingletonScope();
  });
}
