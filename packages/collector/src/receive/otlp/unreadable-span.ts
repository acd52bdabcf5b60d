import { describeError } from '@agentops/core';
import type { MappedSpan, Span } from '@agentops/semconv';

/** A span that our own mapping failed on: kept as it came, with an error event that says so. */
export function unreadableSpan(span: Span, error: unknown): MappedSpan {
  const { errorType, message, stack } = describeError(error);
  return {
    dialect: 'none',
    session: {},
    event: { type: 'action', key: '', actionType: 'span', attributes: span.attributes },
    also: [
      {
        type: 'error',
        key: 'agentops.tracking',
        name: 'agentops.tracking',
        errorType: 'agentops.tracking',
        message: `This span could not be mapped: ${errorType}: ${message}`,
        ...(stack === undefined ? {} : { stack }),
        attributes: {},
      },
    ],
  };
}
