import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Round } from '@agentops/adapter-taskweaver';

/** What was said, post by post. */
export function printRound(round: Round): void {
  console.log(`\n── ${round.id} (${round.state})`);
  for (const { send_from, send_to, message } of round.post_list) {
    const [first = '', ...more] = message.split('\n');
    console.log(`${send_from} → ${send_to}: ${first}${more.length > 0 ? ' …' : ''}`);
  }
}

/** What was recorded, by the command that anybody would look at it with. */
export function printRecording(directory: string, sessionId: string): void {
  const command = fileURLToPath(
    new URL('dist/main.js', import.meta.resolve('@agentops/cli/package.json')),
  );
  if (!existsSync(command)) return;
  console.log(`\n$ agentops show ${sessionId}`);
  spawnSync(process.execPath, [command, 'show', sessionId, '--dir', directory], {
    stdio: 'inherit',
  });
}
