import { storeConformance } from '../../src/index.ts';
import { memory } from './memory-subject.ts';

storeConformance(memory());
