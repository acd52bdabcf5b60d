import { describe, expect, it } from 'vitest';
import { tempDir } from '../../../../tooling/temp-dir.ts';
import { runChild } from '../child.ts';
import { only, readDirectory, withSessions } from '../recording.ts';

function one() {
  const setup = withSessions(1);
  const errors = () => setup.recording.read().events.filter(({ type }) => type === 'error');
  return { ...setup, errors };
}

describe('an error of the host', () => {
  it('reaches the host as the same object, thrown or rejected', async () => {
    const { agentops } = one();
    const error = Object.freeze(new Error('mine'));
    const throws = agentops.traceAction('throws', () => {
      throw error;
    });
    const rejects = agentops.traceAction('rejects', () => Promise.reject(error));
    expect(() => throws()).toThrow(error);
    expect(await rejects().catch((caught) => caught)).toBe(error);
  });

  it('is recorded with the event that failed', () => {
    const { agentops, recording, errors } = one();
    class ToolError extends Error {
      code = 'E_TOOL';
    }
    const traced = agentops.traceTool('failing', () => {
      throw new ToolError('no such file');
    });
    expect(() => traced()).toThrow(ToolError);
    const tool = recording.read().event('failing');
    expect(tool).toMatchObject({ status: 'error', attributes: { 'error.type': 'ToolError' } });
    expect(errors()).toMatchObject([
      {
        errorType: 'ToolError',
        message: 'no such file',
        code: 'E_TOOL',
        stack: expect.stringContaining('errors.test.ts'),
        triggerEventId: tool.id,
        triggerEventType: 'tool',
        parentId: tool.id,
        sessionId: tool.sessionId,
        status: 'error',
      },
    ]);
  });

  it('is recorded once though it passes through several wrapped functions', async () => {
    const { agentops, recording, errors } = one();
    const inner = agentops.traceTool('inner', async () => {
      throw new Error('x');
    });
    const middle = agentops.traceAction('middle', () => inner());
    const outer = agentops.traceAction('outer', async () => {
      await middle();
    });
    await expect(outer()).rejects.toThrow('x');
    const read = recording.read();
    expect(errors()).toMatchObject([{ triggerEventId: read.event('inner').id }]);
    for (const name of ['inner', 'middle', 'outer']) {
      expect(read.event(name).status).toBe('error');
    }
  });

  it('is recorded once though somebody wraps it into another error on its way', () => {
    const { agentops, errors } = one();
    const inner = agentops.traceTool('inner', () => {
      throw new Error('cause');
    });
    const outer = agentops.traceAction('outer', () => {
      try {
        inner();
      } catch (cause) {
        throw new Error('wrapped', { cause });
      }
    });
    expect(() => outer()).toThrow('wrapped');
    expect(errors()).toMatchObject([{ message: 'cause' }]);
  });

  it('stays in the session of the function that it was thrown in', async () => {
    const { recording, agentops, sessions } = withSessions(2);
    const fail = agentops.traceTool('fail', async (name: string) => {
      throw new Error(`of ${name}`);
    });
    await Promise.allSettled(
      sessions.map((session) => session.run(() => fail(session.name as string))),
    );
    const errors = recording.read().events.filter(({ type }) => type === 'error');
    expect(errors).toHaveLength(2);
    for (const error of errors as { message?: string; sessionId: string | null }[]) {
      const { name } = recording.read().session(error.sessionId as string);
      expect(error.message).toBe(`of ${name}`);
    }
  });

  it.each([
    ['a text', 'thrown text', { errorType: 'string', message: 'thrown text' }],
    ['nothing', undefined, { errorType: 'undefined', message: 'undefined' }],
    ['null', null, { errorType: 'object', message: 'null' }],
    ['an object', { code: 7 }, { errorType: 'Object', code: 7 }],
    [
      'what throws when it is looked at',
      new Proxy(
        {},
        {
          get() {
            throw new Error('do not touch');
          },
          getPrototypeOf() {
            throw new Error('do not touch');
          },
        },
      ),
      { errorType: 'Error' },
    ],
  ])('may be %s', (_, thrown, expected) => {
    const { agentops, errors } = one();
    const traced = agentops.traceAction('throws', () => {
      throw thrown;
    });
    let caught: unknown = 'nothing was thrown';
    try {
      traced();
    } catch (error) {
      caught = error;
    }
    expect(caught === thrown).toBe(true);
    expect(errors()).toMatchObject([expected]);
  });

  it.each([[], ['lazy']])('that nobody handles stays unhandled (%s)', async (...args) => {
    const directory = tempDir();
    const child = await runChild('unhandled.mjs', { args, env: { AGENTOPS_DIR: directory } });
    expect(child.code).toBe(1);
    expect(child.stderr).toContain('RangeError: nobody handles this');
  });

  it("that nobody handles reaches the host's own unhandledRejection listener, once", async () => {
    const directory = tempDir();
    const args = ['fail', 'listener'];
    const child = await runChild('unhandled.mjs', { args, env: { AGENTOPS_DIR: directory } });
    expect(child).toMatchObject({ code: 0, stdout: 'host: RangeError\n', stderr: '' });
    expect(readDirectory(directory).event('fail').status).toBe('error');
  });
});

describe('a cancellation', () => {
  it.each([
    ['an AbortSignal', async () => AbortSignal.abort().throwIfAborted()],
    [
      'node',
      async () => {
        const { setTimeout } = await import('node:timers/promises');
        await setTimeout(1000, undefined, { signal: AbortSignal.abort() });
      },
    ],
  ])('by %s is no error: the event ends as cancelled', async (_, fn) => {
    const { agentops, recording, errors } = one();
    await expect(agentops.traceTool('aborted', fn)()).rejects.toMatchObject({ name: 'AbortError' });
    expect(recording.read().event('aborted').status).toBe('cancelled');
    expect(errors()).toEqual([]);
  });
});

describe('a generator that nobody pulls any further', () => {
  it('ends as cancelled when it is collected, with what it yielded', async () => {
    const directory = tempDir();
    const child = await runChild('abandoned.mjs', {
      execArgv: ['--expose-gc'],
      env: { AGENTOPS_DIR: directory },
    });
    expect(child).toMatchObject({ code: 0, stderr: '' });
    const read = readDirectory(directory);
    expect(read.event('numbers')).toMatchObject({ status: 'cancelled', result: [1] });
    expect(read.event('async numbers')).toMatchObject({ status: 'cancelled', result: [1] });
    expect(read.event('never pulled')).toMatchObject({ status: 'cancelled', result: [] });
    expect(only(read.sessions).endState).toBe('Success');
  });
});
