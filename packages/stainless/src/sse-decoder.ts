/** Decodes the JSON data of server-sent events from bytes, as they come (https://html.spec.whatwg.org/#event-stream-interpretation). */
export class SseDecoder {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #data: string[] = [];

  /** The events that these bytes complete. Data that is no JSON is left out: its reader will say so. */
  decode(bytes: Uint8Array): unknown[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/);
    this.#rest = lines.pop() ?? '';
    const events: unknown[] = [];
    for (const line of lines) {
      if (line.startsWith('data:')) this.#data.push(line.slice(5));
      else if (line === '' && this.#data.length > 0) {
        const text = this.#data.join('\n');
        this.#data = [];
        try {
          events.push(JSON.parse(text));
        } catch {
          // `[DONE]`, or what the SDK will not understand either.
        }
      }
    }
    return events;
  }
}
