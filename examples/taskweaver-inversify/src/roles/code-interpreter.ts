import type { ChatMessage, CompletionService, Post } from '@agentops/adapter-taskweaver';
import { inject, injectable } from 'inversify';
import type { ConfigSource } from '../app/config-source.ts';
import { ids } from '../app/identifiers.ts';
import type { ExecutionClient } from '../execution/execution-client.ts';
import type { ExecutionResult } from '../execution/protocol.ts';
import { attachmentText } from '../memory/post.ts';
import type { SessionMemory } from '../memory/session-memory.ts';
import { describePlugin, type PluginSpec } from '../plugins/plugin-registry.ts';
import type { EventEmitter } from '../session/event-emitter.ts';
import type { PostProxy } from '../session/post-proxy.ts';
import { codeInstruction } from './code-instruction.ts';
import { verifyCode } from './code-verification.ts';
import { conversationOf } from './conversation.ts';
import type { Role } from './role.ts';
import { translate } from './translator.ts';

/** Writes code, checks it, runs it, and when that fails writes it again. */
@injectable()
export class CodeInterpreter implements Role {
  readonly alias = 'CodeInterpreter';
  readonly #service: CompletionService;
  readonly #emitter: EventEmitter;
  readonly #execution: ExecutionClient;
  readonly #source: ConfigSource;
  readonly #plugins: readonly PluginSpec[];
  #retries = 0;

  constructor(
    @inject(ids.CompletionService) service: CompletionService,
    @inject(ids.SessionEventEmitter) emitter: EventEmitter,
    @inject(ids.ExecutionClient) execution: ExecutionClient,
    @inject(ids.AppConfigSource) source: ConfigSource,
    @inject(ids.PluginSpecs) plugins: readonly PluginSpec[],
  ) {
    this.#service = service;
    this.#emitter = emitter;
    this.#execution = execution;
    this.#source = source;
    this.#plugins = plugins;
  }

  async reply(memory: SessionMemory): Promise<Post> {
    const post = this.#emitter.createPostProxy(this.alias);
    post.updateStatus('generating code');
    // Not streamed: nothing of the code can run before it is whole.
    await translate(this.#service.chatCompletion(this.#prompt(memory), false), post);
    post.updateSendTo('Planner');
    const code = attachmentText(post.post, 'reply_content') ?? '';
    if (attachmentText(post.post, 'reply_type') === 'text') {
      post.updateMessage(code);
      return post.end();
    }
    post.updateStatus('verifying code');
    const errors = verifyCode(code, this.#blockedFunctions());
    post.addAttachment('verification', errors.length > 0 ? 'INCORRECT' : 'CORRECT');
    post.addAttachment('code_error', errors.join('\n') || 'No error is found.');
    if (errors.length > 0) {
      post.updateMessage(errors.join('\n'));
      this.#retry(post, 'The code must not use these. Write it again without them.');
    } else {
      post.updateStatus('executing code');
      this.#report(post, await this.#execution.executeCode(post.post.id, code));
    }
    return post.end();
  }

  async close(): Promise<void> {
    await this.#execution.stop();
  }

  #report(post: PostProxy, result: ExecutionResult): void {
    const { is_success, error, output, stdout } = result;
    const text = [...stdout, error ?? output].filter(Boolean).join('\n') || 'no output';
    post.addAttachment('execution_status', is_success ? 'SUCCESS' : 'FAILURE');
    post.addAttachment('execution_result', text);
    post.addAttachment('artifact_paths', result.artifact);
    post.updateMessage(
      `The code was:\n${result.code}\nIt ${is_success ? 'gave' : 'failed with'}:\n${text}`,
    );
    if (is_success) this.#retries = 0;
    else this.#retry(post, `The code failed: ${error}. Write it again without that error.`);
  }

  #retry(post: PostProxy, advice: string): void {
    if (this.#retries >= this.#source.get('code_interpreter.max_retry_count', 3)) {
      this.#retries = 0;
      return;
    }
    this.#retries++;
    post.updateSendTo(this.alias);
    post.addAttachment('revise_message', advice);
  }

  #prompt(memory: SessionMemory): ChatMessage[] {
    const plugins = this.#plugins.map(describePlugin).join('\n');
    return [
      { role: 'system', content: codeInstruction(plugins) },
      ...conversationOf(memory.postsOf(this.alias), this.alias),
    ];
  }

  #blockedFunctions(): string[] {
    const on = this.#source.get('code_interpreter.code_verification_on', false);
    return on ? this.#source.get('code_interpreter.blocked_functions', []) : [];
  }
}
