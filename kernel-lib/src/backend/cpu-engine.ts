import type { Engine } from './engine';
import { tf } from './tensorflow';

/** Plain JavaScript: always there, for very small work only. */
export const cpuEngine: Engine = {
  name: 'cpu',
  async start(): Promise<string> {
    if (!(await tf.setBackend('cpu'))) throw new Error('the JavaScript engine does not start');
    // Its first tensor would print an advertisement for another package.
    (tf.backend() as unknown as { firstUse: boolean }).firstUse = false;
    return 'plain JavaScript';
  },
};
