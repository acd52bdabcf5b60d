/** How a session reaches another process. */

export const contextVariable = 'AGENTOPS_CONTEXT';
export const directoryVariable = 'AGENTOPS_DIR';

export interface PropagatedContext {
  sessionId: string;
  /** The event in the parent process that the child's events belong under. */
  parentId: string | undefined;
  /** The writer that owns the session: only it ends it. */
  owner: string;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function formatContext(context: PropagatedContext): string {
  return [context.sessionId, context.parentId ?? '', context.owner].join(';');
}

/** Undefined where the text is not what `formatContext` makes. */
export function parseContext(text: string): PropagatedContext | undefined {
  const [sessionId = '', parentId = '', owner = '', ...more] = text.split(';');
  const valid =
    uuid.test(sessionId) && uuid.test(owner) && (parentId === '' || uuid.test(parentId));
  if (!valid || more.length > 0) return undefined;
  return { sessionId, parentId: parentId === '' ? undefined : parentId, owner };
}
