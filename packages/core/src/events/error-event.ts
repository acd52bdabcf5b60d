import { Event, type EventInit, type EventType } from './base-event.ts';

export interface ErrorEventInit extends EventInit {
  /** What was thrown. Gives `errorType`, `message`, `stack` and `code` where these are not given. */
  exception?: unknown;
  errorType?: string;
  message?: string;
  stack?: string;
  code?: string | number;
  details?: unknown;
  /** The event that failed. Gives `triggerEventId`, `triggerEventType` and `parentId`. */
  triggerEvent?: Event;
  triggerEventId?: string;
  triggerEventType?: EventType;
}

/** An error, and which event it came from. */
export class ErrorEvent extends Event {
  override readonly type = 'error';
  /** The error's class name, or the provider's word for it (`error.type`). */
  errorType: string;
  message: string;
  declare stack?: string;
  declare code?: string | number;
  declare details?: unknown;
  declare triggerEventId?: string;
  declare triggerEventType?: EventType;

  constructor(init: ErrorEventInit = {}) {
    const thrown = 'exception' in init ? describeError(init.exception) : undefined;
    const errorType = init.errorType ?? thrown?.errorType ?? 'Error';
    const parentId = init.parentId ?? init.triggerEvent?.id;
    super({
      ...init,
      name: init.name ?? errorType,
      status: 'error',
      type: 'error',
      ...(parentId === undefined ? {} : { parentId }),
    });
    this.errorType = errorType;
    this.message = init.message ?? thrown?.message ?? '';
    const stack = init.stack ?? thrown?.stack;
    const code = init.code ?? thrown?.code;
    const triggerEventId = init.triggerEventId ?? init.triggerEvent?.id;
    const triggerEventType = init.triggerEventType ?? init.triggerEvent?.type;
    if (stack !== undefined) this.stack = stack;
    if (code !== undefined) this.code = code;
    if (init.details !== undefined) this.details = init.details;
    if (triggerEventId !== undefined) this.triggerEventId = triggerEventId;
    if (triggerEventType !== undefined) this.triggerEventType = triggerEventType;
  }
}

export interface ErrorDescription {
  errorType: string;
  message: string;
  stack?: string;
  code?: string | number;
}

/** Reads an error without trusting it: anything can be thrown, and a getter of it may throw in turn. */
export function describeError(error: unknown): ErrorDescription {
  const read = (key: string): unknown => {
    try {
      return (error as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) {
    return { errorType: typeof error, message: safeString(error) };
  }
  const name = read('name');
  const itsClass = read('constructor');
  const ownName = typeof itsClass === 'function' ? itsClass.name : undefined;
  // Most libraries' error classes never set `name`, so that it reads "Error": the class says more.
  const generic = typeof name !== 'string' || name === '' || name === 'Error';
  const errorType = generic && ownName ? ownName : name;
  const message = read('message');
  const stack = read('stack');
  const code = read('code');
  return {
    errorType: typeof errorType === 'string' && errorType !== '' ? errorType : 'Error',
    message: typeof message === 'string' ? message : safeString(message ?? ''),
    ...(typeof stack === 'string' ? { stack } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
  };
}

function safeString(value: unknown): string {
  try {
    return String(value);
  } catch {
    return '[unprintable]';
  }
}
