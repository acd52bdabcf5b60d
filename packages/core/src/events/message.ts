/**
 * One message to or from a model, in the shape of OpenTelemetry's `gen_ai.input.messages` and `gen_ai.output.messages`
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/).
 */
export interface Message {
  role: string;
  parts: MessagePart[];
  name?: string;
  /** Of output messages: why the model stopped. */
  finish_reason?: string;
}

export type MessagePart =
  | TextPart
  | ReasoningPart
  | RefusalPart
  | ToolCallPart
  | ToolCallResponsePart
  | MediaPart
  | MissingPart
  | OtherPart;

export interface TextPart {
  type: 'text';
  content: string;
}

export interface ReasoningPart {
  type: 'reasoning';
  content: string;
}

export interface RefusalPart {
  type: 'refusal';
  content: string;
}

export interface ToolCallPart {
  type: 'tool_call';
  id: string | null;
  name: string;
  /** Parsed where the provider sent valid JSON, else the text that it sent. */
  arguments: unknown;
}

export interface ToolCallResponsePart {
  type: 'tool_call_response';
  id: string | null;
  response: unknown;
}

/** An image, sound or file, as the host gave it: a URL, an uploaded file's id, or data. */
export interface MediaPart {
  type: 'uri' | 'file' | 'blob';
  modality: string;
  mime_type?: string;
  uri?: string;
  file_id?: string;
  content?: string;
}

/** So many messages are known to have been here, but their record is gone. */
export interface MissingPart {
  type: 'missing';
  count: number;
}

/** A part that AgentOps has no word for, kept as the host gave it. */
export interface OtherPart {
  type: 'other';
  value: unknown;
}
