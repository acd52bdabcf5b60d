import { expect, test } from 'vitest';
import { readConfig, redactConfig } from '../src/config.ts';

test('secrets of the host’s config are masked, at any depth; settings about tokens are not', () => {
  const config = {
    'llm.api_base': 'https://api.openai.com/v1',
    'llm.api_key': 'sk-1',
    'llm.openai.api_key': 'sk-2',
    api_key: 'sk-3',
    'llm.azure_ad.aad_client_secret': 's-4',
    'llm.openai.aad_api_resource': 'https://cognitiveservices',
    'logging.appinsights_connection_string': 'InstrumentationKey=5',
    'web_search.bing_api_key': 'b-6',
    'web_explorer.gpt4v_key': 'g-7',
    'ext_llms.llm_configs': { gpt4: { 'llm.api_key': 'sk-8', 'llm.model': 'gpt-4' } },
    'plugins.list': [{ name: 'sql', password: 'p-9', credentials: { user: 'u', token: 't-10' } }],
    'llm.openai.max_tokens': 1024,
    'llm.openai.stop_token': ['<EOS>'],
    'tracing.tokenizer_target_model': 'gpt-4',
    'llm.use_token': true,
    'empty.api_key': '',
  };
  expect(redactConfig(config)).toEqual({
    'llm.api_base': 'https://api.openai.com/v1',
    'llm.api_key': '[redacted]',
    'llm.openai.api_key': '[redacted]',
    api_key: '[redacted]',
    'llm.azure_ad.aad_client_secret': '[redacted]',
    'llm.openai.aad_api_resource': 'https://cognitiveservices',
    'logging.appinsights_connection_string': '[redacted]',
    'web_search.bing_api_key': '[redacted]',
    'web_explorer.gpt4v_key': '[redacted]',
    'ext_llms.llm_configs': { gpt4: { 'llm.api_key': '[redacted]', 'llm.model': 'gpt-4' } },
    'plugins.list': [{ name: 'sql', password: '[redacted]', credentials: '[redacted]' }],
    'llm.openai.max_tokens': 1024,
    'llm.openai.stop_token': ['<EOS>'],
    'tracing.tokenizer_target_model': 'gpt-4',
    'llm.use_token': true,
    'empty.api_key': '',
  });
});

test('the keys for us; others under our prefix are named', () => {
  expect(
    readConfig({
      'agentops.capture_content': false,
      'agentops.directory': '/tmp/a',
      'agentops.direktory': '/tmp/b',
      'llm.model': 'gpt',
    }),
  ).toEqual({
    captureContent: false,
    directory: '/tmp/a',
    notUnderstood: ['agentops.direktory'],
  });
  expect(readConfig({ 'agentops.capture_content': 'no' }).notUnderstood).toEqual([
    'agentops.capture_content',
  ]);
});
