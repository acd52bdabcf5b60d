/** The thread that answers questions. Its connection can't write. */
import type { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { damageIn, openForReading } from '../store/open-database.ts';
import type { StoreFiles } from '../store/store-files.ts';
import {
  answer,
  failure,
  onCalls,
  type WorkerAnswer,
  type WorkerCall,
} from '../store/worker-calls.ts';
import { backUp } from './backup.ts';
import { Questions } from './questions.ts';

const files = workerData as StoreFiles;
let db: DatabaseSync;
let questions: Questions;
let backups = 0;
let closing: number | undefined;

function take({ id, method, text }: WorkerCall): WorkerAnswer | undefined {
  switch (method) {
    case 'open':
      db = openForReading(files.database);
      questions = new Questions(db);
      return { id, text: '' };
    case 'check':
      return { id, text: questions.ask('check', []) };
    case 'damage':
      return { id, text: JSON.stringify(damageIn(db)) };
    case 'backup':
      copy(id, text);
      return undefined;
    case 'close':
      closing = id;
      closeWhenDone();
      return undefined;
    default:
      return { id, text: questions.ask(method, JSON.parse(text) as unknown[]) };
  }
}

async function copy(id: number, to: string): Promise<void> {
  backups++;
  try {
    await backUp(files.database, to, (done) =>
      answer([{ id, text: JSON.stringify(done), more: true }]),
    );
    answer([{ id, text: '' }]);
  } catch (error) {
    answer([failure(id, error)]);
  } finally {
    backups--;
    closeWhenDone();
  }
}

function closeWhenDone(): void {
  if (closing === undefined || backups > 0) return;
  db.close();
  answer([{ id: closing, text: '' }]);
  parentPort?.close();
}

onCalls((calls) => {
  const answers: WorkerAnswer[] = [];
  for (const call of calls) {
    try {
      const own = take(call);
      if (own) answers.push(own);
    } catch (error) {
      answers.push(failure(call.id, error));
    }
  }
  answer(answers);
});
