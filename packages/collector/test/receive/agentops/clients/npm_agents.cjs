// The npm package agentops 0.1.0 with a span made by hand and an agent of @openai/agents. Runs where both are installed, until it
// is killed: its spans leave one by one, each five seconds after the other.
const dns = require('node:dns');
const { createRequire } = require('node:module');

// The OpenAI Agents' own tracer would send to api.openai.com.
const { lookup } = dns;
dns.lookup = (host, ...rest) => {
  if (host === '127.0.0.1' || host === 'localhost') return lookup(host, ...rest);
  process.nextTick(rest.at(-1), new Error(`${host} is out of reach`));
};

const [, , directory, url] = process.argv;
const installed = createRequire(`${directory}/`);
const { agentops } = installed('agentops');
const { Agent, run, tool } = installed('@openai/agents');
const { trace } = installed('@opentelemetry/api');
const { z } = installed('zod');

async function main() {
  await agentops.init({ apiKey: 'any', apiEndpoint: url, otlpEndpoint: url });
  trace
    .getTracer('mine')
    .startSpan('by hand', { attributes: { x: 1 } })
    .end();
  const getWeather = tool({
    name: 'get_weather',
    description: 'The weather.',
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => `sunny in ${city}`,
  });
  const planner = new Agent({ name: 'Planner', model: 'gpt-4o', tools: [getWeather] });
  await run(planner, 'Weather in Bern?');
  setInterval(() => {}, 1000);
}

main();
