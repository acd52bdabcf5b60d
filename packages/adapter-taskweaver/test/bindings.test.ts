import { isAttached } from '@agentops/core';
import { expect, test } from 'vitest';
import { createTracing, taskweaverServices } from '../src/index.ts';
import { TestSession } from './host.ts';
import { startRecording } from './recording.ts';

test('an entry for each service that the host binds', () => {
  const { agentops } = startRecording();
  const entries = taskweaverServices(
    {
      session: 'Session',
      completionService: ['OpenAIService', 'AnthropicService'],
      pluginRunner: 'PluginRunner',
      tracing: 'Tracing',
    },
    { agentops },
  );
  expect(entries.map(([service]) => service)).toEqual([
    'Session',
    'OpenAIService',
    'AnthropicService',
    'PluginRunner',
    'Tracing',
  ]);
  const services = [
    new TestSession('s1'),
    { async *chatCompletion() {} },
    { async *chatCompletion() {} },
    { run() {} },
    createTracing({ agentops }),
  ];
  for (const [index, [, attach]] of entries.entries()) attach(services[index]);
  expect(services.map((service) => isAttached(service))).toEqual([true, true, true, true, true]);
  expect(taskweaverServices({})).toEqual([]);
});
