import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonEnv, type ScriptedProvider } from '@agentops/testkit';
import type { TestCollector } from '../collector.ts';

/** The AgentOps Python SDK of one version, with the pins of docs/agentops-clients.md. */
export const agentopsPython = (version: string) =>
  pythonEnv({
    name: `AgentOps ${version}`,
    requirements: [
      `agentops==${version}`,
      'openai==3.54.0',
      ...(version === '0.4.21' ? ['opentelemetry-exporter-otlp-proto-http<1.45'] : []),
    ],
  });

export interface ClientRun {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** The last line that it printed, as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: each script prints something else
  readonly printed: any;
}

/**
 * Runs a script against a collector, with nothing but its endpoint settings changed. Whatever it sends elsewhere finds no way out:
 * the proxy is a closed port of this machine.
 */
export async function runPython(
  python: string,
  script: string,
  args: readonly string[],
  on: { collector: TestCollector; provider?: ScriptedProvider; env?: Record<string, string> },
): Promise<ClientRun> {
  const { collector, provider, env } = on;
  const cwd = mkdtempSync(join(tmpdir(), 'agentops-client-'));
  const closed = 'http://127.0.0.1:1';
  const options = {
    cwd,
    timeout: 100_000,
    killSignal: 'SIGKILL' as const,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      AGENTOPS_API_KEY: '5f0b7c2e-8a9d-4f4e-9c39-3d3f1a5d7e11',
      AGENTOPS_API_ENDPOINT: collector.url,
      AGENTOPS_EXPORTER_ENDPOINT: `${collector.url}/v1/traces`,
      AGENTOPS_LOGGING_TO_FILE: 'false',
      TRACELOOP_METRICS_ENABLED: 'false',
      HTTP_PROXY: closed,
      HTTPS_PROXY: closed,
      NO_PROXY: '127.0.0.1',
      OPENAI_API_KEY: 'test',
      ...(provider ? { OPENAI_BASE_URL: provider.openaiBaseUrl } : {}),
      ...env,
    },
  };
  const path = join(import.meta.dirname, script);
  try {
    return await new Promise((resolve) => {
      execFile(python, [path, ...args], options, (error, stdout, stderr) => {
        resolve({
          code: error ? ((error.code as number | undefined) ?? null) : 0,
          signal: error?.signal ?? null,
          stdout,
          stderr,
          get printed() {
            return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
          },
        });
      });
    });
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}
