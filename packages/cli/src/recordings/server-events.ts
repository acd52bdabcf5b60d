/** One of a stream of server-sent events. */
export interface ServerEvent {
  type: string;
  data: string;
}

/** Reads server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). `onSign`: of life, comments too. */
export async function* serverEvents(
  body: AsyncIterable<Uint8Array>,
  onSign: () => void,
): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let type = '';
  let data: string[] = [];
  for await (const piece of body) {
    onSign();
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*)(?:: ?(.*?))?\r?$/.exec(line) ?? [];
      if (field === 'event') type = value;
      else if (field === 'data') data.push(value);
      else if (line === '' || line === '\r') {
        if (data.length > 0) yield { type: type || 'message', data: data.join('\n') };
        type = '';
        data = [];
      }
    }
  }
}
