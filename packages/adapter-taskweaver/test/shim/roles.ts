/** What TaskWeaver's roles expect a model to say (the schemas in `planner_prompt.yaml` and `code_generator_prompt.yaml`). */
import type { Reply } from './llm-server.ts';

export function planner(sendTo: string, message: string, more: Partial<Reply> = {}): Reply {
  const response = {
    plan_reasoning: 'One step at a time.',
    init_plan: '1. do it',
    plan: '1. do it',
    current_plan_step: '1. do it',
    stop: sendTo === 'User' ? 'Completed' : 'InProcess',
    send_to: sendTo,
    message,
  };
  return { text: JSON.stringify({ response }), ...more };
}

export function coder(code: string, more: Partial<Reply> = {}): Reply {
  const response = { thought: 'Run it.', reply_type: 'python', reply_content: code };
  return { text: JSON.stringify({ response }), ...more };
}

export function cli(code: string): Reply {
  return { text: JSON.stringify({ description: 'Look around.', code }) };
}
