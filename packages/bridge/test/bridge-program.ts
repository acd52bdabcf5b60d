// Takes in a data directory, or follows it until it is killed. Says so when it has begun.
import { followBridge, takeIn } from '../src/index.ts';
import { toyMapper } from './toy-mapper.ts';

const [how, directory = ''] = process.argv.slice(2);
const options = { directory, mappers: [toyMapper], pollMs: 5 };
process.stdout.write('began\n');
if (how === 'follow') followBridge(options);
else void takeIn(options);
