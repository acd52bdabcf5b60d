import { readFileSync, writeFileSync } from 'node:fs';

const sections = ['sdk', 'collector', 'exporters', 'taskweaver'] as const;

const empty = `# Benchmarks

${sections.map(markersOf).join('\n\n')}

## What limits us, and what was tried

<!-- Written by hand: no command touches it. -->

<!-- by-hand:begin -->

<!-- by-hand:end -->
`;

/** Puts a text between the markers of a document, whose other parts belong to others; makes the document where there is none. */
export function writeSection(
  path: URL,
  text: string,
  section: (typeof sections)[number] = 'sdk',
): void {
  const old = readIfThere(path) ?? empty;
  const [begin, end] = [beginOf(section), endOf(section)];
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path.pathname} lacks ${begin} and ${end}`);
  const head = old.slice(0, from + begin.length);
  writeFileSync(path, `${head}\n\n${text}\n\n${old.slice(to)}`);
}

function markersOf(section: string): string {
  return `${beginOf(section)}\n${endOf(section)}`;
}

function beginOf(section: string): string {
  return `<!-- ${section}:begin -->`;
}

function endOf(section: string): string {
  return `<!-- ${section}:end -->`;
}

function readIfThere(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
