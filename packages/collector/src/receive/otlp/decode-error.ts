import { AgentOpsError } from '@agentops/core';

/** An OTLP request that can't be read. The message says where it is wrong, and what was expected there. */
export class OtlpDecodeError extends AgentOpsError {
  /** The HTTP status that says so: 413 where it is well-formed, and too much at a time. */
  readonly status: 400 | 413;
  /** Of protobuf: the byte at which it went wrong. */
  readonly offset: number | undefined;

  constructor(
    message: string,
    { offset, status = 400, cause }: { offset?: number; status?: 400 | 413; cause?: unknown } = {},
  ) {
    super('AGENTOPS_OTLP_DECODE', message, cause === undefined ? undefined : { cause });
    this.status = status;
    this.offset = offset;
  }
}
