import type { HostDriver } from './driver.ts';

/** What a host can do, where its driver's methods don't say. */
export interface HostCapabilities {
  /** Whether the user attaches by hand, so that an ambiguous session rejects the call, or the adapter is a framework's. */
  attachedBy: 'hand' | 'framework';
  /** Several answers to one call. */
  choices: boolean;
  /** Several tool calls in one answer. */
  parallelToolCalls: boolean;
  /** Whether streams bring usage: by themselves, where the caller asks for it, or never. */
  usageInStreams: 'always' | 'opt-in' | 'never';
  /** Whether a stream says how many input tokens there were before it says anything else. */
  usageBeforeText: boolean;
  /** Counts that the host's API has a field for. */
  usageDetails: readonly ('cacheRead' | 'cacheCreation' | 'reasoning')[];
  /** `CallRequest.extraBody` reaches the wire. */
  extraBody: boolean;
  /** The host reports an error that comes inside of a stream: it throws it, or hands it over like any other chunk. */
  errorsInStreams: boolean | 'as-chunk';
}

type OptionalMethod = {
  [Key in keyof HostDriver]-?: undefined extends HostDriver[Key] ? Key : never;
}[keyof HostDriver];

/** What a case can't do without: an optional method of the driver, or a capability. */
export type Need =
  | Exclude<OptionalMethod, 'detach'>
  | 'choices'
  | 'parallelToolCalls'
  | 'usageInStreams'
  | 'usageOptIn'
  | 'extraBody'
  | 'errorsInStreams'
  | 'attachedByHand'
  | 'attachedByFramework';

/** Whether a host does. */
export function meets(need: Need, driver: HostDriver, capabilities: HostCapabilities): boolean {
  switch (need) {
    case 'choices':
    case 'parallelToolCalls':
    case 'extraBody':
      return capabilities[need];
    case 'errorsInStreams':
      return capabilities.errorsInStreams !== false;
    case 'usageInStreams':
      return capabilities.usageInStreams !== 'never';
    case 'usageOptIn':
      return capabilities.usageInStreams === 'opt-in';
    case 'attachedByHand':
      return capabilities.attachedBy === 'hand';
    case 'attachedByFramework':
      return capabilities.attachedBy === 'framework';
    default:
      return typeof driver[need] === 'function';
  }
}
