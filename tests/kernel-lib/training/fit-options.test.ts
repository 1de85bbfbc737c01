import assert from 'node:assert/strict';

import { fit, useBackend } from 'kernel-lib';

import { silently } from '../../support/silent-training';
import { bowl } from './bowl';

describe('options of fit', () => {
  before(() => useBackend());
  silently();

  it('says what is wrong with its options or its loss', async () => {
    const { w, loss } = bowl();
    const refuses = (options: object, message: string): Promise<void> =>
      assert.rejects(fit({ steps: 1, loss, ...options }), { message });
    await refuses({ steps: 0 }, 'fit: steps must be a whole number from 1 on, got 0');
    await refuses({ learningRate: -1 }, 'fit: learningRate must be a number above 0, got -1');
    await refuses({ clipNorm: 0 }, 'fit: clipNorm must be a number above 0, got 0');
    await refuses(
      { learningRate: () => NaN },
      'fit: learningRate must give numbers from 0 on, got NaN for step 0',
    );
    await refuses(
      { checkpoint: { file: 'x' } },
      'fit: checkpoint must come with model or variables, got neither',
    );
    await refuses(
      { optimizer: 'magic' },
      "fit: optimizer must be 'adam', 'adamw', 'sgd' or an optimizer of tfjs, got magic",
    );
    await refuses(
      { loss: () => w.reshape([1]) },
      'fit: loss must return a tensor of shape (), got shape (1)',
    );
    await refuses(
      { loss: async () => loss() },
      'fit: loss must return a tensor of shape (), got a Promise',
    );
    w.dispose();
  });
});
