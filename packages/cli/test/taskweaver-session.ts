import {
  attachPluginRunner,
  attachSession,
  runOptionsOf,
  sessionOf,
} from '@agentops/adapter-taskweaver';
import { type AgentOps, LLMEvent, type Session } from '@agentops/core';
import { type PostProxy, TestSession } from '../../adapter-taskweaver/test/host.ts';
import { text } from './record.ts';

const rows = Array.from({ length: 3 }, (_, day) => ({ date: `2026-03-${day + 1}`, orders: 140 }));

const plugins: Record<string, (...args: never[]) => unknown> = {
  load_table: () => rows,
  find_anomalies: (_: unknown, column: string) => {
    if (column !== 'orders') throw failure(RangeError, `no column "${column}"`);
    return [{ date: '2026-03-20', orders: 262 }];
  },
};

const badCode = `rows = load_table("daily_orders.csv")
anomalies = find_anomalies(rows, "order_count")
anomalies`;
const goodCode = badCode.replace('order_count', 'orders');

/** With the same stack in every run. */
function failure(kind: typeof Error, message: string): Error {
  return Object.assign(new kind(message), { stack: `${message}\n    at work (host.ts:1:1)` });
}

/** As TaskWeaver tells what came of code, with the code before it in a message. */
function told(result: string, code?: string): string {
  const head = code
    ? `The following python code has been executed:\n\`\`\`python\n${code}\n\`\`\`\n\n\n`
    : '';
  return `${head}${result}`;
}

const traceback = `The execution of the generated python code above has failed

During execution, the following messages were logged:
- [(log)]Plugin: load_table read 3 rows
---------------------------------------------------------------------------
RangeError                                Traceback (most recent call last)
Cell In[1], line 2
      1 rows = load_table("daily_orders.csv")
----> 2 anomalies = find_anomalies(rows, "order_count")
      3 anomalies

RangeError: no column "order_count"`;
const outcome = `The execution of the generated python code above has succeeded

The result of above Python code after execution is:
[{'date': '2026-03-20', 'orders': 262}]`;

/**
 * Two rounds of a TaskWeaver session, through the adapter: a plan, code that fails in a plugin and is corrected, an answer; then a
 * planner whose reply can't be read, and a round that fails.
 */
export async function recordTaskWeaver(agentops: AgentOps): Promise<Session> {
  const host = attachSession(new TestSession('20261123-101500-5f3a9c01'), { agentops });
  const session = sessionOf(host) as Session;
  const recording = new Recording(agentops, host, session);
  await host.sendMessage(
    'Were there days with unusually many orders?\nSave them to a file.',
    async (emitter) => {
      plan(emitter.post('Planner'), recording);
      writeCode(emitter.post('CodeInterpreter'), recording, badCode);
      writeCode(emitter.post('CodeInterpreter'), recording, goodCode);
      answer(emitter.post('Planner'), recording);
    },
  );
  await host.sendMessage('And in April?', (emitter) => {
    const post = emitter.post('Planner');
    recording.call({ outputMessages: [text('assistant', 'I would say …')], attempts: 2 });
    post.error('Failed to parse LLM output due to: no JSON');
    post.attach('invalid_response', 'I would say …');
    post.attach('revise_message', 'Your reply has to be JSON.');
    post.to('Planner');
    post.end();
    emitter.post('Planner');
    recording.call({ status: 'error' });
    throw failure(Error, 'the model is away');
  });
  await host.stop();
  return session;
}

function plan(post: PostProxy, recording: Recording): void {
  recording.call({ attempts: 2 });
  post.attach('init_plan', '1. ask CodeInterpreter\n2. report <depends on 1>');
  post.attach('plan', '1. ask CodeInterpreter\n2. report');
  post.attach('current_plan_step', '1. find and save anomalies');
  post.to('CodeInterpreter');
  post.say('Find the days with unusually many orders in daily_orders.csv, and save them.');
  post.end();
}

function writeCode(post: PostProxy, recording: Recording, code: string): void {
  const isGood = code === goodCode;
  recording.call();
  post.attach('thought', isGood ? 'The column is called orders.' : 'Load, find, show.');
  post.attach('reply_type', 'python');
  post.attach('reply_content', code);
  post.attach('verification', 'CORRECT');
  post.attach('code_error', 'No error is found.');
  recording.run(code, isGood);
  const result = isGood ? outcome : traceback;
  post.attach('execution_status', isGood ? 'SUCCESS' : 'FAILURE');
  post.attach('execution_result', told(result));
  post.attach('artifact_paths', isGood ? [['/app/anomalies.csv']] : [[]]);
  post.say(told(result, code));
  if (!isGood) {
    post.attach('revise_message', 'The execution of the previous code has failed. Write it again.');
  }
  post.to(isGood ? 'Planner' : 'CodeInterpreter');
  post.end();
}

function answer(post: PostProxy, recording: Recording): void {
  recording.call();
  post.attach('plan', '1. ask CodeInterpreter\n2. report');
  post.attach('current_plan_step', '2. report');
  post.to('User');
  post.say('One day: 2026-03-20 had 262 orders. I saved it as anomalies.csv.');
  post.end();
}

class Recording {
  readonly #host: TestSession;
  readonly #session: Session;
  readonly #runner;

  constructor(agentops: AgentOps, host: TestSession, session: Session) {
    this.#host = host;
    this.#session = session;
    this.#runner = attachPluginRunner(
      {
        run(plugin: string, args: readonly unknown[]): unknown {
          return (plugins[plugin] as (...all: readonly unknown[]) => unknown)(...args);
        },
      },
      { agentops },
    );
  }

  /** A model's call under the post that is being written. */
  call(
    how: { status?: 'error'; attempts?: number; outputMessages?: LLMEvent['outputMessages'] } = {},
  ) {
    const { attempts = 1, status, outputMessages } = how;
    const codes = attempts === 1 ? [200] : [429, 200];
    this.#inPost(() =>
      this.#session.record(
        new LLMEvent({
          provider: 'openai',
          requestModel: 'gpt-4o-mini',
          attempts: codes.map((statusCode, n) => ({ startTime: n, statusCode })),
          ...(status ? { status } : { usage, finishReasons: ['stop'], timeToFirstChunkMs: 120 }),
          ...(outputMessages ? { outputMessages } : {}),
          inputMessages: [text('user', 'Answer in JSON.')],
        }),
      ),
    );
  }

  /** Code under it, as the Python half tells it, with the plugin calls in it. */
  run(code: string, isGood: boolean): void {
    this.#inPost(() => {
      const run = this.#session.startTool('run_code', { kind: 'code', arguments: { code } });
      run.run(() => {
        const table = this.#runner.run('load_table', ['daily_orders.csv']);
        try {
          this.#runner.run('find_anomalies', [table, isGood ? 'orders' : 'order_count']);
        } catch {
          // The plugin's own error is what the host tells the model.
        }
      });
      run.end({ result: isGood ? outcome : traceback, logs: { stdout: 'three rows\n' } });
    });
  }

  #inPost(work: () => void): void {
    this.#session.run(work, runOptionsOf(this.#host));
  }
}

const usage = {
  inputTokens: 1200,
  outputTokens: 80,
  cacheReadInputTokens: 1024,
  cacheCreationInputTokens: null,
  reasoningOutputTokens: null,
};
