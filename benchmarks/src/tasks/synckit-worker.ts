import { runAsWorker } from 'synckit';
import { addOne } from './add-one.js';

runAsWorker(addOne);
