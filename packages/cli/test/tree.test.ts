import { ActionEvent, type AgentOpsEvent, ErrorEvent } from '@agentops/core';
import { expect, it } from 'vitest';
import { buildTree, type TreeNode } from '../src/tree.ts';

function action(id: string, startTime: number, parentId?: string): ActionEvent {
  return new ActionEvent({ id, name: id, startTime, ...(parentId ? { parentId } : {}) });
}

function outline(events: AgentOpsEvent[]): string {
  const show = ({ event, children }: TreeNode): string =>
    children.length === 0 ? event.id : `${event.id}(${children.map(show).join(' ')})`;
  return buildTree(events).map(show).join(' ');
}

it('puts events under their parents, by start time, in whatever order they come', () => {
  expect(outline([action('c', 3, 'a'), action('b', 2, 'a'), action('a', 1)])).toBe('a(b c)');
});

it('puts an error under what caused it', () => {
  const error = new ErrorEvent({ id: 'e', startTime: 3, parentId: 'a', triggerEventId: 'b' });
  expect(outline([action('a', 1), action('b', 2, 'a'), error])).toBe('a(b(e))');
});

it('puts orphans at the top', () => {
  expect(outline([action('a', 1), action('b', 2, 'gone'), action('c', 3, 'b')])).toBe('a b(c)');
});

it('breaks circles, and loses nothing', () => {
  expect(outline([action('a', 1, 'a')])).toBe('a');
  expect(outline([action('a', 1, 'b'), action('b', 2, 'a'), action('c', 3, 'b')])).toBe('a b(c)');
});
