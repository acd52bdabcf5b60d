// A host that goes on until it is killed: reports calls, and says of each that it has.
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { HostReport } from './host-report.ts';

const [directory = ''] = process.argv.slice(2);

async function work(): Promise<void> {
  const host = new HostReport(directory);
  host.write(host.begin(), host.line('session_start', {}, 's0'));
  for (let n = 0; ; n++) {
    host.write(host.line('call_start', { id: `${n}`, name: `call ${n}` }, 's0'));
    writeSync(1, `${n}\n`);
    if (n % 2 === 0) host.write(host.line('call_end', { id: `${n}`, output: n }, 's0'));
    await pause(1);
  }
}

void work();
