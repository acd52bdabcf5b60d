/** What the words behind `python` mean: which are the interpreter's options, and what it is to run. */

export interface InterpreterWords {
  options: string[];
  /** The script, or `-m` and the module, or `-c` and the code, each with its arguments. Empty: it would run interactively. */
  program: string[];
  /** It prints a text about itself and runs nothing. */
  asksForInfo: boolean;
}

/** Of `python3.13`, `pypy3`, `pythonw` or the launcher `py`, with or without a path and `.exe`. */
export function isInterpreter(word: string): boolean {
  return /(?:^|[\\/])(?:(?:python|pypy)[0-9.]*[tw]?|py)(?:\.exe)?$/i.test(word);
}

const info = new Set(['h', 'V', '?']);
/** They take the rest of their word, or the next one. */
const taking = new Set(['W', 'X']);
const program = new Set(['m', 'c']);

/** As `Python/getopt.c` reads them: letters may stand together, and the last one's value may follow at once. */
export function readInterpreterWords(words: readonly string[]): InterpreterWords {
  const options: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') return { options, program: rest, asksForInfo: false };
    if (word === '-') break;
    if (!word.startsWith('-')) return { options, program: [word, ...rest], asksForInfo: false };
    if (/^--(?:help|version)/.test(word)) return { options, program: [], asksForInfo: true };
    const letters = word.startsWith('--') ? [] : [...word.slice(1)];
    const at = letters.findIndex((it) => info.has(it) || taking.has(it) || program.has(it));
    const letter = letters[at];
    if (letter !== undefined && info.has(letter))
      return { options, program: [], asksForInfo: true };
    if (letter !== undefined && program.has(letter)) {
      if (at > 0) options.push(word.slice(0, at + 1));
      const value = word.slice(at + 2) || rest.shift();
      const found = value === undefined ? [] : [`-${letter}`, value, ...rest];
      return { options, program: found, asksForInfo: false };
    }
    options.push(word);
    const isLast = at === letters.length - 1;
    const takesNext = letter === undefined ? word === '--check-hash-based-pycs' : isLast;
    const next = takesNext ? rest.shift() : undefined;
    if (next !== undefined) options.push(next);
  }
  return { options, program: [], asksForInfo: false };
}
