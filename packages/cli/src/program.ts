import { Command } from 'commander';
import { type BackupOptions, backup } from './commands/backup.ts';
import { doctor } from './commands/doctor.ts';
import { type DrainOptions, drain } from './commands/drain.ts';
import { type ExportOptions, exportCommand } from './commands/export.ts';
import { type ImportOptions, importCommand } from './commands/import.ts';
import { mcp } from './commands/mcp.ts';
import { type PruneOptions, prune } from './commands/prune.ts';
import { sessions } from './commands/sessions.ts';
import { type ShowOptions, show } from './commands/show.ts';
import { tail } from './commands/tail.ts';
import { type UpOptions, up } from './commands/up.ts';
import { processTerminal, type Terminal } from './terminal.ts';
import { cliVersion } from './version.ts';

interface GlobalOptions {
  dir?: string;
  url?: string;
  token?: string;
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
    .option('--url <url>', 'a collector to ask instead (default: AGENTOPS_URL)')
    .option('--token <token>', 'token of the collector (default: AGENTOPS_TOKEN)')
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
      return sessions(options, terminalFor(options));
    });

  program
    .command('show')
    .description(
      'show one session: as a tree, or where roles talk to one another as a conversation',
    )
    .argument('<session>', '"last", or the beginning or end of its id')
    .option('-f, --full', 'prompts, answers, arguments and results whole')
    .option('--tree', 'as a tree in any case, with every event')
    .action((session: string, _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & ShowOptions>();
      return show(session, options, terminalFor(options));
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
    .command('up')
    .description(
      'run a collector: it takes in what is recorded, from here and elsewhere, and answers questions',
    )
    .option(
      '--host <address>',
      'address to listen on; others than this machine need a token',
      '127.0.0.1',
    )
    .option('-p, --port <port>', 'of the page and the API', '4242')
    .option('--otlp-http-port <port>', 'of OTLP over HTTP', '4318')
    .option('--otlp-grpc-port <port>', 'of OTLP over gRPC', '4317')
    .option('--no-otlp', 'take no OTLP on ports of its own')
    .option('--strict-ports', 'give up where a port is taken, instead of trying the next')
    .option('--allow-host <name...>', 'further names by which it may be asked')
    .option('--allow-origin <origin...>', 'pages of other origins that may ask')
    .option('--keep-days <days>', 'delete sessions that are older')
    .option('--keep-size <size>', 'delete the oldest sessions beyond this size', '10G')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & UpOptions>();
      return up(options, terminalFor(options));
    });

  program
    .command('export')
    .description('write a whole session as one file')
    .argument('<session>', '"last", or the beginning or end of its id')
    .option('--format <format>', 'json, records (as they came) or otlp (OTLP/JSON)', 'json')
    .option('-o, --output <file>', 'a new file (default: stdout)')
    .action((session: string, _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & ExportOptions>();
      return exportCommand(session, options, terminalFor(options));
    });

  program
    .command('import')
    .description('take in what export wrote, in whatever format')
    .argument('<files...>', 'files; - for stdin')
    .action((files: string[], _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & ImportOptions>();
      return importCommand(files, options, terminalFor(options));
    });

  program
    .command('prune')
    .description('delete sessions from the store')
    .option('--older-than <days>', 'whose last event is older')
    .option('--larger-than <size>', 'the oldest, until the store is no larger')
    .option('--session <id...>', 'these')
    .action((_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & PruneOptions>();
      return prune(options, terminalFor(options));
    });

  program
    .command('backup')
    .description('copy the store to a file, also while a collector uses it')
    .argument('<file>', 'a new file')
    .action((file: string, _, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & BackupOptions>();
      return backup(file, options, terminalFor(options));
    });

  program
    .command('mcp')
    .description('serve what was recorded to a coding agent (MCP over stdio)')
    .action((_, command: Command) => mcp(command.optsWithGlobals<GlobalOptions>()));

  program
    .command('doctor')
    .description('say what is recorded, what is not, and why')
    .option('--seen', 'what was refused, lost, damaged or said until now is no problem any more')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { seen?: boolean }>();
      if (!(await doctor(options, terminalFor(options)))) process.exitCode = 1;
    });

  program
    .command('drain')
    .description('send what processes that are gone left unsent')
    .option(
      '-t, --to <destination>',
      'agentops, otlp or http, a collector (default: what the environment names)',
    )
    .option('-e, --endpoint <url>', 'its address (default: what its variable says)')
    .option(
      '--protocol <protocol>',
      'of agentops: v4 or v2 (default: as it was begun); of otlp: http/protobuf or http/json',
    )
    .option('--name <name>', 'name of the destination, where the program gave it one')
    .option('--all', 'also what programs recorded that had other destinations, and not this one')
    .option('--no-content', 'without prompts, texts, arguments and results')
    .option('--timeout <seconds>', 'how long a destination that fails is asked again', '30')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & DrainOptions>();
      if (!(await drain(options, terminalFor(options)))) process.exitCode = 1;
    });

  return program;
}

function terminalFor({ color }: GlobalOptions): Terminal {
  return processTerminal({ color });
}
