import { Receiver, type ReceiverProtocol } from '@agentops/testkit';
import { onTestFinished } from 'vitest';

/** AgentOps' API on 127.0.0.1, for the test that asks for it. */
export async function startReceiver(protocol: ReceiverProtocol): Promise<Receiver> {
  const receiver = new Receiver(protocol);
  await receiver.start();
  onTestFinished(() => receiver.stop());
  return receiver;
}
