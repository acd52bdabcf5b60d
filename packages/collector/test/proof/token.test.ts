import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as ProtobufExporter } from 'otel-exporter-proto';
import { expect, it, onTestFinished, vi } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { CollectorProcess } from './collector-process.ts';
import { exportSpans } from './export-spans.ts';

it('a token, right or wrong, stands in nothing that the collector says', async () => {
  const right = `right-${crypto.randomUUID()}`;
  const wrong = `wrong-${crypto.randomUUID()}`;
  const collector = await CollectorProcess.start(tempDir(), { args: ['--token', right] });
  const { url, otlpHttpUrl, otlpGrpcUrl } = collector.addresses;
  const answers: string[] = [];
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const [token, status, code] of [
    [right, 200, 0],
    [wrong, 401, 1],
  ] as const) {
    const authorization = `Bearer ${token}`;
    const ask = async (path: string, init: RequestInit = {}) => {
      const headers = { authorization, 'content-type': 'application/json', ...init.headers };
      const answer = await fetch(`${url}/${path}`, { ...init, headers });
      answers.push(await answer.text(), JSON.stringify([...answer.headers]));
      return answer.status;
    };
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
      ask(path, { method: 'POST', body: JSON.stringify(body), headers });
    expect(await ask('api/v1/sessions')).toBe(status);
    expect(await ask('metrics')).toBe(status);
    // As a part of what is asked, and of what is no request.
    expect(await ask(`api/v1/sessions?limit=${token}`)).toBe(status === 200 ? 400 : 401);
    const record = { v: 1, writer: 'w', seq: 0, unnumbered: true, time: 1, kind: 'session' };
    const ndjson = { 'content-type': 'application/x-ndjson' };
    const session = { id: 's1', startTime: 1, name: 'kept' };
    expect(await post('api/v1/ingest', { ...record, phase: 'start', session }, ndjson)).toBe(
      status,
    );
    expect(await post('v1/traces', { resourceSpans: [] })).toBe(status);
    const agentops = { session: { session_id: crypto.randomUUID() } };
    expect(await post('v2/create_session', agentops, { 'x-agentops-api-key': token })).toBe(status);
    expect(await post('v3/auth/token', { api_key: token }, { authorization: '' })).toBe(status);

    const headers = { authorization };
    const byHttp = new ProtobufExporter({ url: `${otlpHttpUrl}/v1/traces`, headers });
    expect((await exportSpans(byHttp, 1, 'text')).code).toBe(code);
    vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', `authorization=${encodeURIComponent(authorization)}`);
    const byGrpc = new GrpcExporter({ url: otlpGrpcUrl });
    const exported = await exportSpans(byGrpc, 1, 'text');
    expect(exported.code).toBe(code);
    answers.push(String(exported.error?.message));
    await Promise.all([byHttp.shutdown(), byGrpc.shutdown()]);
  }
  const health = await fetch(`${url}/healthz`);
  answers.push(await health.text(), JSON.stringify(collector.addresses));
  expect(await collector.stop()).toBe(0);
  expect(collector.printed).toContain(url);
  for (const token of [right, wrong]) {
    expect(collector.printed).not.toContain(token);
    expect(collector.said).not.toContain(token);
    expect(answers.join('\n')).not.toContain(token);
  }
});
