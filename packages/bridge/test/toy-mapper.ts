import { AdapterRecorder, type EventHandle, ToolEvent } from '@agentops/core';
import type { HostEvent, HostMapper } from '../src/index.ts';

/** Maps sessions, tool calls and prompts that grow. `explode` throws, as a mapper with a mistake in it. */
export const toyMapper: HostMapper = {
  adapter: '@agentops/adapter-toy',
  open({ agentops, info, eventId }) {
    const source = { adapter: info.adapter, host: info.host, hostVersion: info.hostVersion };
    const recorder = new AdapterRecorder(agentops, { source });
    const calls = new Map<unknown, EventHandle>();
    const promptOwner = {};
    const locate = ({ session = 'none' }: HostEvent) =>
      recorder.locate(recorder.hostSession(session, { name: session }));

    function handle(event: HostEvent): boolean {
      const { kind, data, session } = event;
      const origin = locate(event);
      if (!origin) return true;
      if (kind === 'session_start') recorder.hostSession(String(session));
      else if (kind === 'session_end') {
        recorder.hostSession(String(session))?.end({ endState: 'Success' });
      } else if (kind === 'call_start') {
        const id = eventId('call', String(data.id));
        const fields = { id, arguments: data.input };
        const call = recorder.start(
          origin,
          { type: 'tool', name: String(data.name) },
          {},
          () => fields,
        );
        calls.set(data.id, call);
      } else if (kind === 'call_end') calls.get(data.id)?.end({ result: data.output });
      else if (kind === 'ask') {
        const inputMessages = (data.messages as string[]).map((content) => ({
          role: 'user' as const,
          parts: [{ type: 'text' as const, content }],
        }));
        const fields = { id: eventId('ask', String(data.id)), requestModel: 'm', inputMessages };
        recorder.start(origin, { type: 'llm', promptOwner }, {}, () => fields).end();
      } else if (kind === 'stream_start') {
        const fields = { id: eventId('ask', String(data.id)), requestModel: 'm' };
        calls.set(
          data.id,
          recorder.start(origin, { type: 'llm' }, {}, () => fields),
        );
      } else if (kind === 'stream_text') {
        const text = String(data.text);
        calls.get(data.id)?.stream().add({ choice: 0, part: 0, type: 'text', text });
      } else if (kind === 'note') {
        recorder.record(origin, new ToolEvent({ name: 'note', result: data.text }));
      } else if (kind === 'explode') throw new TypeError('no such field');
      else return false;
      return true;
    }

    return { handle };
  },
};
