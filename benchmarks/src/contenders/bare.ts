import type { Contender } from '../contender.ts';

export const bare: Contender = {
  name: 'bare SDK',
  packages: [],
  load: () => () => ({ flush: async () => {} }),
};
