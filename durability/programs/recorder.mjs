// Records numbered events, and says of each call that has returned so in a file, synchronously: that is what was acknowledged.
import { openSync, writeSync } from 'node:fs';

/** With HOST_BARE it does nothing: the same program without AgentOps. */
export async function createRecorder(name) {
  if (process.env.HOST_BARE) return { record() {} };
  const agentops = await import('@agentops/core');
  const { HttpExporter } = await import('@agentops/exporter-http');
  const exporters = process.env.AGENTOPS_ENDPOINT ? [new HttpExporter()] : [];
  const session = agentops.init({ name, exporters });
  const file = openSync(process.env.HOST_ACKNOWLEDGED, 'a');
  const acknowledge = (what, n, id) => writeSync(file, `${what} ${n} ${id}\n`);
  const client = {};
  const messages = [];

  const record = {
    whole(n) {
      const event = new agentops.ActionEvent({
        name: `event ${n}`,
        input: `in-${n}.`,
        output: `out-${n}.`,
      });
      acknowledge('end', n, session.record(event));
    },
    llm(n) {
      if (messages.length > 40) messages.length = 0;
      messages.push({ role: 'user', parts: [{ type: 'text', content: `in-${n}.` }] });
      const call = session.startLLM({
        name: `event ${n}`,
        requestModel: 'm',
        inputMessages: [...messages],
        promptOwner: client,
      });
      acknowledge('start', n, call.id);
      call.end({
        outputMessages: [{ role: 'assistant', parts: [{ type: 'text', content: `out-${n}.` }] }],
      });
      acknowledge('end', n, call.id);
    },
    tool(n) {
      // Now and then one whose content is written after the host's turn.
      const filler = n % 50 === 0 ? 'x'.repeat(30_000) : '';
      const call = session.startTool(`event ${n}`, { arguments: `${filler}in-${n}.` });
      acknowledge('start', n, call.id);
      call.end({ result: `out-${n}.` });
      acknowledge('end', n, call.id);
    },
  };
  return {
    record(n) {
      if (n % 5 === 3) record.llm(n);
      else if (n % 5 === 4) record.whole(n);
      else record.tool(n);
    },
  };
}
