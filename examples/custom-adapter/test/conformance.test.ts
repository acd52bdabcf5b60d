import { testAdapter } from '@agentops/testkit';
import { capabilities, driver } from './driver.ts';

const notCancelled =
  'NodeLLM itself lets the request of a stream run on when its reader breaks off (1.17: it aborts a controller that the request does not use); stream.abort() cancels it';
const notSent = 'NodeLLM sends nothing before a stream is read, so there is no call to record';
const noStatus =
  'NodeLLM hands out no HTTP status of an answer that went well: that of the attempt is null';

testAdapter({
  name: '@node-llm/core 1.17',
  driver,
  capabilities,
  skip: [
    {
      case: 'same-result/malformed-chunk',
      reason: 'NodeLLM passes over a chunk that is no JSON, and the stream goes on',
    },
    { case: 'no-extra-pulls/break-cancels-upstream', reason: notCancelled },
    { case: 'no-extra-pulls/throw-cancels-upstream', reason: notCancelled },
    { case: 'no-extra-pulls/return-cancels-upstream', reason: notCancelled },
    { case: 'one-end/never-read', reason: notSent },
    { case: 'cancelled-is-no-error/never-read', reason: notSent },
    { case: 'one-end/retried', reason: noStatus },
    { case: 'once/claimed-retry', reason: noStatus },
    {
      case: 'kept-text/tool-arguments',
      reason: 'NodeLLM hands over the tool calls of a stream at its end, and half ones never',
    },
    {
      case: 'usage/streamed',
      reason: 'NodeLLM drops the counts of cached and of reasoning tokens in streams of OpenAI',
    },
    {
      case: 'usage/zero',
      reason: 'NodeLLM throws "OpenAI returned empty response" for an answer without text',
    },
    {
      case: 'apart/streams-at-once',
      reason:
        'NodeLLM does not hand out the name of the model that answered, by which this case tells them apart',
    },
    {
      case: 'unknown-major/says-what-is-missing',
      reason:
        'NodeLLM shows what can be hooked in its first chat: that is when it is said (test/adapter.test.ts)',
    },
  ],
});
