import { testAdapter } from '@agentops/testkit';
import { capabilities, majors, messagesDriver } from './driver.ts';

for (const { name, Anthropic } of majors) {
  testAdapter({ name: `${name} messages`, driver: messagesDriver(Anthropic), capabilities });
}
