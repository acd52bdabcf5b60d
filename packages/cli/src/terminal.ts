import pc from 'picocolors';

/** Where a command prints. */
export interface Terminal {
  /** In columns. */
  readonly width: number;
  /** Lines are broken at the width. Elsewhere, such as in a pipe, a payload in full stays as it is. */
  readonly interactive: boolean;
  readonly colors: ReturnType<typeof pc.createColors>;
  print(line: string): void;
}

const widthElsewhere = 120;
const narrowest = 40;
/** On a very wide screen, times far away from what took them are hard to read. */
const widest = 140;

/** The process's own terminal. `color: false` is `--no-color`. */
export function processTerminal(options: { color: boolean }): Terminal {
  const { stdout, stderr, env } = process;
  const columns = stdout.columns || Number(env.COLUMNS) || stderr.columns || widthElsewhere;
  return {
    width: Math.min(Math.max(columns, narrowest), widest),
    interactive: stdout.isTTY === true,
    colors: pc.createColors(options.color && wantsColor(env, stdout.isTTY === true)),
    print: (line) => void stdout.write(`${line}\n`),
  };
}

/** https://no-color.org, https://force-color.org */
function wantsColor(env: NodeJS.ProcessEnv, isTTY: boolean): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false';
  return isTTY && env.TERM !== 'dumb';
}

/** The reader of a pipe may have had enough (`| head`): that is no error. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
