import workerpool from 'workerpool';
import { addOne } from './add-one.js';

workerpool.worker({ addOne });
