import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { openProgress } from '../progress.ts';
import { writeSection } from '../report/document.ts';
import { openSink } from '../sink/sink.ts';
import type { RunTime } from './child.ts';
import { type ExporterResult, exportersReport } from './report.ts';

const help = `node benchmarks/dist/exporters/main.js [--quick] [--write] [--json]

Measures what exporting 10,000 events costs, for AgentOps' OTLP exporter and OpenTelemetry's, in turns. It takes about two minutes.

  --quick   little of it, to see that it works; its numbers mean nothing
  --write   into docs/benchmarks.md, instead of to stdout
  --json    to stdout, everything that was measured
  --help    this`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const recorders = [
  'agentops',
  'agentops-gzip',
  'agentops-alone',
  'opentelemetry',
  'opentelemetry-alone',
] as const;
const program = fileURLToPath(new URL('./child.js', import.meta.url));
const warmUp = 500;

if (values.help) console.log(help);
else await measure(values.quick ? 3 : 15, values.quick ? 2000 : 10_000);

async function measure(rounds: number, events: number): Promise<void> {
  const progress = openProgress();
  const sink = await openSink();
  const results: ExporterResult[] = recorders.map((recorder) => ({ recorder, runs: [] }));
  try {
    for (let round = 0; round < rounds; round++) {
      for (const { recorder, runs } of results) {
        progress(`${recorder}: round ${round + 1} of ${rounds}`);
        const { stdout } = await promisify(execFile)(process.execPath, [
          program,
          recorder,
          sink.url,
          String(events),
        ]);
        const { records, bytes } = sink.take();
        const wanted = recorder.endsWith('-alone') ? 0 : events + warmUp;
        if (records < wanted) {
          throw new Error(`Of ${recorder} ${records} spans arrived, of ${wanted}.`);
        }
        const bytesPerSpan = records === 0 ? 0 : bytes / records;
        runs.push({ ...(JSON.parse(stdout) as RunTime), bytesPerSpan });
      }
    }
  } finally {
    await sink.close();
  }
  progress('');
  const text = exportersReport(results, events, new Date());
  if (values.write) {
    writeSection(new URL('../../../docs/benchmarks.md', import.meta.url), text, 'exporters');
  }
  if (values.json) console.log(JSON.stringify(results, null, 2));
  else if (!values.write) console.log(text);
}
