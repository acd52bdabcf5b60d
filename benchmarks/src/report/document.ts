import { readFileSync, writeFileSync } from 'node:fs';

const begin = '<!-- sdk:begin -->';
const end = '<!-- sdk:end -->';

const empty = `# Benchmarks

${begin}
${end}

## What limits us, and what was tried

<!-- Written by hand: no command touches it. -->

<!-- by-hand:begin -->

<!-- by-hand:end -->
`;

/** Puts a text between the markers of a document, whose other parts belong to others; makes the document where there is none. */
export function writeSection(path: URL, text: string): void {
  const old = readIfThere(path) ?? empty;
  const [from, to] = [old.indexOf(begin), old.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path.pathname} lacks ${begin} and ${end}`);
  const head = old.slice(0, from + begin.length);
  writeFileSync(path, `${head}\n\n${text}\n\n${old.slice(to)}`);
}

function readIfThere(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
