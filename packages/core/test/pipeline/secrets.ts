import { createHash } from 'node:crypto';
import { createId, idFromHash } from '../../src/events/id.ts';

const random = createHash('sha512')
  .update('canary')
  .digest('base64')
  .replace(/[^A-Za-z0-9]/g, 'x');
const letters = (length: number) => random.slice(0, length);

/** Secrets of each shape that is known, none of them real. */
export const secrets: Record<string, string> = {
  'a key of OpenAI': `sk-${letters(48)}`,
  'a project key of OpenAI': `sk-proj-${letters(40)}_${letters(20)}-${letters(8)}`,
  'a key of Anthropic': `sk-ant-api03-${letters(60)}-${letters(10)}AA`,
  'a key of OpenRouter': `sk-or-v1-${createHash('sha256').update('x').digest('hex')}`,
  'a key of Groq': `gsk_${letters(52)}`,
  'a key of Stripe': `sk_live_${letters(24)}`,
  'a key of AWS': 'AKIAIOSFODNN7EXAMPLE',
  'a token of GitHub': `ghp_${letters(36)}`,
  'a fine-grained token of GitHub': `github_pat_${letters(22)}_${letters(59)}`,
  'a token of GitLab': `glpat-${letters(20)}`,
  'a token of Slack': `xoxb-1234567890-${letters(24)}`,
  'a key of Google': `AIza${letters(35)}`,
  'an access token of Google': `ya29.${letters(60)}`,
  'a token of Hugging Face': `hf_${letters(34)}`,
  'a token of npm': `npm_${letters(36)}`,
  'a JSON web token': `eyJ${letters(20)}.eyJ${letters(60)}.${letters(43)}`,
};

const sha256 = createHash('sha256').update('data').digest('hex');

/** Ordinary texts, which must stay readable. */
export const texts: readonly string[] = [
  createId(),
  idFromHash(createHash('sha256').update('x').digest()),
  sha256,
  `sha256:${sha256}`,
  `data:image/png;base64,${createHash('sha512').update('image').digest('base64').repeat(20)}`,
  'risk-management-framework-2024-assessment',
  'task-01HX8Z5KQ4T7B3V9N2M6P0R1S8',
  'disk-usage-report-for-the-last-30-days',
  'max_tokens: 4096, temperature: 0.2',
  '{"max_tokens":4096,"stop":null}',
  'sort_key: name',
  '{"sort_key":"created_at","primary_key":"customer_id"}',
  'tokenizer_name=cl100k_base_2023',
  'The key to success is patience, and the token of appreciation was small.',
  'Please enter your password and press return. Your password must have 8 characters.',
  'The secret: always be kind. The key: practice.',
  'It is a secret which token the lexer reads first: keyword, string or number.',
  'primary key (id), foreign key (customer_id)',
  'See https://example.com:8080/docs@latest and mail me@example.com',
  'for key, value in data.items(): print(key, value)',
  'const token = lexer.next(); if (token.kind === "number") return parse(token);',
  'def get_secret(name: str) -> str: ...',
  'Bearer tokens are sent in the Authorization header.',
  'scikit-learn and sk-learn are the same',
  'step_key: 2024-01-01',
];

export const assignedValue = 'c4n4ry-V4lue-5ecret99';

/** A secret of no known shape, told by the name before it. */
export const assigned: readonly string[] = [
  `password=${assignedValue}`,
  `password: "${assignedValue}"`,
  `PASSWORD = '${assignedValue}'`,
  `{"password":"${assignedValue}"}`,
  `{"db_password": "${assignedValue}"}`,
  `{"clientSecret":"${assignedValue}"}`,
  `{"client_secret":"${assignedValue}"}`,
  `secret=${assignedValue}`,
  `api_key=${assignedValue}`,
  `apiKey: ${assignedValue}`,
  `OPENAI_API_KEY=${assignedValue}`,
  `x-api-key: ${assignedValue}`,
  `AWS_SECRET_ACCESS_KEY=${assignedValue}`,
  `signing_key = "${assignedValue}"`,
  `access_token=${assignedValue}`,
  `https://example.com/?api_key=${assignedValue}&x=1`,
  `https://example.com/?token=${assignedValue}&x=1`,
  `Server=db;User Id=sa;Password=${assignedValue};Encrypt=true`,
  `Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=n;SharedAccessKey=${assignedValue}=`,
  `DefaultEndpointsProtocol=https;AccountName=x;AccountKey=${assignedValue}==;EndpointSuffix=core`,
  `postgres://user:${assignedValue}@db.example.com:5432/app`,
  `mongodb+srv://user:${assignedValue}@cluster0.example.net`,
  `redis://:${assignedValue}@localhost:6379`,
  `Authorization: Bearer ${assignedValue}`,
  `authorization: Basic ${assignedValue}`,
  `{"Authorization":"Bearer ${assignedValue}"}`,
  JSON.stringify(JSON.stringify({ password: assignedValue })),
  JSON.stringify(
    JSON.stringify(JSON.stringify({ password: assignedValue, api_key: assignedValue })),
  ),
];

/** Of properties whose value is a secret. */
export const names: readonly string[] = [
  'password',
  'Password',
  'dbPassword',
  'db_password',
  'passwd',
  'secret',
  'clientSecret',
  'client-secret',
  'api_key',
  'apiKey',
  'x-api-key',
  'OPENAI_API_KEY',
  'signing_key',
  'Authorization',
  'cookie',
  'set-cookie',
  'accessToken',
  'refresh_token',
  'privateKey',
  'connectionString',
  'AZURE_STORAGE_CONNECTION_STRING',
  'credentials',
];

export const plainNames: readonly string[] = [
  'key',
  'keys',
  'monkey',
  'keyboard',
  'max_tokens',
  'maxTokens',
  'inputTokens',
  'token_count',
  'tokenizer_name',
  'sort_key',
  'primary_key',
  'partitionKey',
  'cache_key',
  'public_key',
  'password_policy',
  'secretary',
  'author',
];
