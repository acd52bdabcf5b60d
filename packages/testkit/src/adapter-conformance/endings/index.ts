import { callEndings } from './call-endings.ts';
import type { Ending } from './ending.ts';
import { streamEndings } from './stream-endings.ts';

export { letEnd } from './ending.ts';

/** Every way in which a call can end. */
export const endings: readonly Ending[] = [...callEndings, ...streamEndings];
