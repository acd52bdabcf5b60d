import type { DoctorReport, WriterReport } from '../doctor/doctor-report.ts';
import { formatAgo } from '../format/duration.ts';
import { formatBytes, formatCount, plural } from '../format/number.ts';
import { type Span, span } from '../format/span.ts';
import { oneLine } from '../format/text.ts';
import { wrapSpans } from '../format/wrap-spans.ts';
import { destinationLines } from './doctor-destinations.ts';
import { hostLines, mark } from './doctor-hosts.ts';

const indent = '  ';
const shownWriters = 8;
const foundBy = {
  '--dir': 'named by --dir',
  AGENTOPS_DIR: 'named by AGENTOPS_DIR',
  search: 'found from the current folder upwards',
};

/** The report for people: facts by section, then what is wrong. */
export function doctorLines(
  report: DoctorReport,
  { width, now }: { width: number; now: number },
): Span[][] {
  const { directory, collector, sessions, versions } = report;
  const size = `${formatBytes(directory.spoolBytes)} in ${plural(directory.spoolFiles, 'spool file')}`;
  const blobs = `${formatBytes(directory.blobBytes)} in ${plural(directory.blobs, 'blob')}`;
  const sections: [title: string, lines: Span[][]][] = [
    [
      'Data directory',
      [
        [mark(directory.writable), span(`${directory.path} `)],
        [span(`${indent}${foundBy[directory.foundBy]}`, 'dim')],
        [
          span(
            `${indent}${directory.writable ? 'writable' : 'not writable'}, ${size}, ${blobs}`,
            'dim',
          ),
        ],
        [
          span(
            `${indent}${plural(sessions.open + sessions.ended, 'session')} (${formatCount(sessions.open)} open), ${plural(report.events, 'event')}`,
            'dim',
          ),
        ],
        ...collectorLines(collector),
      ],
    ],
    ['Hosts', hostLines(report, now)],
    ['Destinations', destinationLines(report.destinations, now)],
    ['Writers', writerLines(report.writers, now)],
    ['Environment', environmentLines(report.environment)],
    [
      'Versions',
      [
        [
          span(
            `cli ${versions.cli}, core ${versions.core.join(', ') || '–'} (recorded with), node ${versions.node}`,
          ),
        ],
        [span(`price table: @pydantic/genai-prices ${versions.pricingTable}`)],
      ],
    ],
  ];
  return [
    ...sections.flatMap(([title, lines]) => [
      [span(title, 'bold')],
      ...lines.flatMap((line) => wrapSpans(line, width - indent.length, indent)),
      [],
    ]),
    ...verdict(report, width),
  ];
}

function collectorLines(collector: DoctorReport['collector']): Span[][] {
  if (!collector) return [];
  const { url, answers } = collector;
  return [
    answers
      ? [mark(true), span(`a collector takes it in: ${url}`)]
      : [mark(null), span(`a collector ran on it, at ${url}, and does not answer`)],
  ];
}

function writerLines(writers: readonly WriterReport[], now: number): Span[][] {
  const alive = writers.filter((writer) => writer.alive).length;
  const lines = writers.slice(0, shownWriters).map((writer) => {
    const { pid, hostname, reason, closedInOrder } = writer;
    const gone = closedInOrder ? span('✓ ', 'green') : span('? ', 'yellow');
    return [
      writer.alive ? span('… ', 'cyan') : gone,
      span(`process ${pid ?? 'unknown'} on ${oneLine(hostname ?? 'unknown')}`),
      span(
        `, ${formatAgo(writer.lastRecord, now)}: ${closedInOrder ? 'ended' : oneLine(reason ?? 'alive')}`,
        'dim',
      ),
    ];
  });
  const more = writers.length - lines.length;
  if (more > 0) lines.push([span(`… and ${more} older`, 'dim')]);
  return [[span(`${alive} alive, ${writers.length - alive} gone`)], ...lines];
}

function environmentLines(environment: Record<string, string>): Span[][] {
  const entries = Object.entries(environment);
  if (entries.length === 0)
    return [[span('no AGENTOPS_… or OTEL_EXPORTER_… variable is set', 'dim')]];
  return entries.map(([name, value]) => [span(`${name}=`, 'dim'), span(oneLine(value))]);
}

function verdict(report: DoctorReport, width: number): Span[][] {
  const { hosts, problems, warnings, seen } = report;
  const said = new Set(hosts.flatMap(({ messages }) => messages.map(({ message }) => message)));
  const list = (texts: readonly string[], symbol: Span, after = '') =>
    texts.flatMap((text) => wrapSpans([symbol, span(oneLine(text)), span(after, 'dim')], width));
  const notSaid = (texts: readonly string[]) => texts.filter((text) => !said.has(text));
  return [
    ...list(notSaid(seen), span('· ', 'dim'), ' (seen)'),
    ...list(notSaid(warnings), span('! ', 'yellow')),
    ...list(problems, span('✗ ', 'red')),
    conclusion(report),
    ...(report.unseen > 0 ? wrapSpans([span(seenHint, 'dim')], width) : []),
  ];
}

function conclusion({ problems, warnings }: DoctorReport): Span[] {
  if (problems.length > 0)
    return [span(`${plural(problems.length, 'problem')} found.`, 'red', 'bold')];
  return warnings.length === 0
    ? [span('✓ Nothing is wrong.', 'green')]
    : [span(`! No problem found, but ${plural(warnings.length, 'warning')}: see above.`, 'yellow')];
}

const seenHint =
  'What was refused, lost, damaged or said stays so: agentops doctor --seen says that you know.';
