import type { SessionEventHandler } from '@agentops/adapter-taskweaver';
import type { Settings } from '../app/config-source.ts';
import type { Session } from './session.ts';

export type CreateEventHandler = (config: Settings, session: Session) => SessionEventHandler;

/** Loads the packages that `"session.event_handlers"` names. Each exports `createEventHandler`. */
export async function loadEventHandlers(names: readonly string[]): Promise<CreateEventHandler[]> {
  const modules = await Promise.all(names.map((name) => import(name)));
  return modules.map((module, index) => {
    const create: unknown = module.createEventHandler;
    if (typeof create === 'function') return create as CreateEventHandler;
    throw new Error(`${names[index]} exports no createEventHandler`);
  });
}
