import { Command } from 'commander';
import { doctor } from './commands/doctor.ts';
import { type DrainOptions, drain } from './commands/drain.ts';
import { sessions } from './commands/sessions.ts';
import { show } from './commands/show.ts';
import { tail } from './commands/tail.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { cliVersion } from './version.ts';

interface GlobalOptions {
  dir?: string;
  json?: boolean;
  color: boolean;
}

/** The `agentops` command. Errors that the user can mend are thrown as `CliError`. */
export function createProgram(): Command {
  const program = new Command('agentops')
    .description(
      'See what your AI agents did: sessions, LLM calls, tool calls, errors, tokens, cost.',
    )
    .version(cliVersion(), '-V, --version', 'print the version')
    .option(
      '-d, --dir <path>',
      'data directory (default: AGENTOPS_DIR, else the nearest .agentops)',
    )
    .option('--json', 'print JSON, for programs')
    .option('--no-color', 'print without colours (also: NO_COLOR=1)')
    .helpOption('-h, --help', 'print this help')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(agentops --help says more)');

  program
    .command('sessions')
    .alias('ls')
    .description('list the sessions, newest first')
    .option('-a, --all', 'also those beyond the newest 30')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { all?: boolean }>();
      sessions(options, terminalFor(options));
    });

  program
    .command('show')
    .description('show one session as a tree')
    .argument('<session>', '"last", or the beginning or end of its id')
    .option('-f, --full', 'prompts, answers, arguments and results whole')
    .action((session: string, _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { full?: boolean }>();
      show(session, options, terminalFor(options));
    });

  program
    .command('tail')
    .description('follow what is recorded, until Ctrl-C')
    .option('-s, --session <session>', 'this session alone, from its start')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { session?: string }>();
      return tail(options, terminalFor(options));
    });

  program
    .command('doctor')
    .description('say what is recorded, what is not, and why')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions>();
      if (!doctor(options, terminalFor(options))) process.exitCode = 1;
    });

  program
    .command('drain')
    .description('send what processes that are gone left unsent to a collector')
    .option('-e, --endpoint <url>', 'address of the collector (default: AGENTOPS_ENDPOINT)')
    .option('--name <name>', 'name of the destination, where the program gave it one')
    .option('--no-content', 'without prompts, texts, arguments and results')
    .option('--timeout <seconds>', 'how long a collector that fails is asked again', '30')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & DrainOptions>();
      if (!(await drain(options, terminalFor(options)))) process.exitCode = 1;
    });

  return program;
}

function terminalFor({ color }: GlobalOptions): Terminal {
  return processTerminal({ color });
}
