/** What a stream says of itself in the first line of each segment. What is missing, or of a wrong type, is null. */
export interface StreamInfo {
  /** The host's name, such as `taskweaver`. */
  host: string;
  hostVersion: string | null;
  /** Whose mapper it is for. */
  adapter: string;
  shimVersion: string | null;
  /** Such as `Python 3.11.7`. */
  runtime: string | null;
  platform: string | null;
  /** False where the shim left out what people, models and programs wrote. */
  captureContent: boolean;
  /** `AGENTOPS_CONTEXT` of the host's process: the session that it was started in. */
  context: string | null;
  process: ProcessInfo;
}

/** Which process it is, so that a reader can tell whether it lives. */
export interface ProcessInfo {
  pid: number | null;
  startTime: string | null;
  bootId: string | null;
  pidNamespace: string | null;
  hostname: string | null;
}

/** Undefined where it names no host or no adapter. */
export function readStreamInfo(data: Readonly<Record<string, unknown>>): StreamInfo | undefined {
  const host = textOf(data.host);
  const adapter = textOf(data.adapter);
  if (host === null || adapter === null) return undefined;
  return {
    host,
    hostVersion: textOf(data.host_version),
    adapter,
    shimVersion: textOf(data.shim_version),
    runtime: textOf(data.runtime),
    platform: textOf(data.platform),
    captureContent: data.capture_content !== false,
    context: textOf(data.context),
    process: readProcess(data.process),
  };
}

function readProcess(value: unknown): ProcessInfo {
  const told = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const { pid } = told;
  return {
    pid: Number.isSafeInteger(pid) && (pid as number) > 0 ? (pid as number) : null,
    startTime: textOf(
      typeof told.start_time === 'number' ? String(told.start_time) : told.start_time,
    ),
    bootId: textOf(told.boot_id),
    pidNamespace: textOf(told.pid_namespace),
    hostname: textOf(told.hostname),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 512 ? value : null;
}
