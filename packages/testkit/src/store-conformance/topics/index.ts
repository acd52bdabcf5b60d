import type { StoreTopic } from '../case.ts';
import { anyOrder } from './any-order.ts';
import { append } from './append.ts';
import { durability } from './durability.ts';
import { events } from './events.ts';
import { figures } from './figures.ts';
import { hostile } from './hostile.ts';
import { keeping } from './keeping.ts';
import { paging } from './paging.ts';
import { prompts } from './prompts.ts';
import { queries } from './queries.ts';
import { reference } from './reference.ts';
import { search } from './search.ts';
import { sessions } from './sessions.ts';

/** The store contract, part by part. */
export const storeTopics: readonly StoreTopic[] = [
  append,
  durability,
  events,
  sessions,
  prompts,
  anyOrder,
  queries,
  paging,
  search,
  figures,
  reference,
  hostile,
  keeping,
];
