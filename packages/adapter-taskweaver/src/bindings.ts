/** For `agentopsBindings` of `@agentops/adapter-inversify`: which of the host's services are attached to, and how. */
import type { AdapterOptions } from '@agentops/core';
import { attachCompletionService } from './completion-service.ts';
import { attachSession } from './event-handler.ts';
import { attachPluginRunner } from './plugin-runner.ts';
import { attachTracing } from './tracing.ts';

/** The service identifiers under which the host binds what is to be recorded. One that is left out is not. */
export interface TaskWeaverServices<Id> {
  session?: Id;
  completionService?: Id | readonly Id[];
  pluginRunner?: Id;
  tracing?: Id;
}

/** What is bound under `service` gets `attach`: an entry for `agentopsBindings` and `attachContainer`. */
// biome-ignore lint/suspicious/noExplicitAny: a container does not know what its identifiers stand for
export type ServiceAttachment<Id> = readonly [service: Id, attach: (instance: any) => void];

/**
 * Entries for a container:
 * `agentopsBindings({ services: taskweaverServices({ completionService: CompletionServiceId }) })`.
 */
export function taskweaverServices<Id>(
  services: TaskWeaverServices<Id>,
  options: AdapterOptions = {},
): ServiceAttachment<Id>[] {
  const { session, completionService, pluginRunner, tracing } = services;
  const entries: [Id | readonly Id[] | undefined, ServiceAttachment<Id>[1]][] = [
    [session, (service) => attachSession(service, options)],
    [completionService, (service) => attachCompletionService(service, options)],
    [pluginRunner, (service) => attachPluginRunner(service, options)],
    [tracing, (service) => attachTracing(service, options)],
  ];
  return entries.flatMap(([ids, attach]) =>
    listOf(ids).map((service): ServiceAttachment<Id> => [service, attach]),
  );
}

function listOf<Id>(ids: Id | readonly Id[] | undefined): readonly Id[] {
  if (ids === undefined) return [];
  return Array.isArray(ids) ? ids : [ids as Id];
}
