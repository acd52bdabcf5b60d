import { AgentOpsError } from '@agentops/core';

/** Records could not be kept. Nothing of the append is acknowledged; the sender has it still and can send it again. */
export class StoreWriteError extends AgentOpsError {
  constructor(message: string, options?: ErrorOptions) {
    super('AGENTOPS_STORE_WRITE', message, options);
  }
}

/** The store can't be opened: another collector has it, its schema is newer, the directory can't be written to, … */
export class StoreOpenError extends AgentOpsError {
  constructor(message: string, options?: ErrorOptions & { code?: string }) {
    super(options?.code ?? 'AGENTOPS_STORE_OPEN', message, options);
  }
}

/** Another collector has the store. It can still be read. */
export class StoreInUseError extends StoreOpenError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, { ...options, code: 'AGENTOPS_STORE_IN_USE' });
  }
}

/** A page's cursor is none that this query gave. */
export class InvalidCursorError extends AgentOpsError {
  constructor(
    message = 'This cursor is none that this query gave. Ask for the first page, without a cursor.',
  ) {
    super('AGENTOPS_INVALID_CURSOR', message);
  }
}

/** A question that can't be answered as it was put: too many buckets, a search without words, … */
export class InvalidQueryError extends AgentOpsError {
  constructor(message: string) {
    super('AGENTOPS_INVALID_QUERY', message);
  }
}
