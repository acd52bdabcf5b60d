import { testAdapter } from '@agentops/testkit';
import {
  chatCapabilities,
  chatDriver,
  majors,
  responsesCapabilities,
  responsesDriver,
} from './driver.ts';

for (const { name, OpenAI } of majors) {
  testAdapter({
    name: `${name} chat completions`,
    driver: chatDriver(OpenAI),
    capabilities: chatCapabilities,
  });
  testAdapter({
    name: `${name} responses`,
    driver: responsesDriver(OpenAI),
    capabilities: responsesCapabilities,
  });
}
