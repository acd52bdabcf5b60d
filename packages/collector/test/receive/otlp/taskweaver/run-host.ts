import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { LlmServer } from '../../../../../adapter-taskweaver/test/shim/llm-server.ts';
import { startHost } from '../../../../../adapter-taskweaver/test/shim/run-host.ts';
import type { Host } from '../../../../../adapter-taskweaver/test/shim/taskweaver.ts';
import type { Scenario } from './scenarios.ts';

export interface HostRun extends Scenario {
  host: Host;
  /** Where its spans go, by OTLP/gRPC. */
  endpoint: string;
  /** Has the adapter record it as well, into this folder. */
  recordInto?: string;
}

/** Runs TaskWeaver with its own tracing on. Resolves to the session's id when it has ended, and so has sent all spans. */
export async function runTracedHost(run: HostRun): Promise<string> {
  const { host, endpoint, queries, replies, settings, recordInto } = run;
  await using server = await LlmServer.start({ '': replies });
  const folder = mkdtempSync(join(tmpdir(), 'taskweaver-traced-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const { child, ended } = startHost({
    host,
    folder,
    server,
    plugins: ['add'],
    shim: recordInto !== undefined,
    ...(recordInto === undefined ? {} : { env: { AGENTOPS_DIR: recordInto } }),
    scenario: {
      before: withoutVocabulary,
      settings: { 'tracing.enabled': true, 'tracing.endpoint': endpoint, ...settings },
      steps: [
        ...queries.map((message) => ({ message })),
        { exec: 'truth["values"].append(sessions["A"].session_id)' },
        { stop: 'A' },
      ],
    },
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const { code, stderr, truth } = await ended;
  if (code !== 0) throw new Error(`TaskWeaver ended with ${code}: ${stderr}`);
  return String(truth?.values[0]);
}

/** The real tiktoken fetches its vocabulary from the internet. */
const withoutVocabulary = `
import sys
from types import ModuleType

class Words:
    def encode(self, text):
        return text.split()

tiktoken = ModuleType("tiktoken")
tiktoken.encoding_for_model = lambda model: Words()
sys.modules["tiktoken"] = tiktoken
`;
