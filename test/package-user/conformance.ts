import { testAdapter } from '@agentops/testkit';
import { toyCapabilities, toyDriver } from './toy-driver.ts';

testAdapter({ name: 'toy', driver: toyDriver(), capabilities: toyCapabilities });
