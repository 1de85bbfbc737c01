import assert from 'node:assert/strict';
import { allReadings } from 'kernel-lib/data/enfr/readings';

const texts = (tokens: { text: string }[][]): string[] =>
  tokens.map((each) => each.map(({ text }) => text).join(' '));

describe('allReadings', () => {
  it('gives one result where nothing is asked', () => {
    assert.deepEqual(texts(allReadings(() => [{ text: 'oui' }])), ['oui']);
  });

  it('runs through every answer, also to questions that only some answers raise', () => {
    // « you » is singular or plural; only vous leaves the gender of the adjective to be asked here.
    const found = allReadings((reading) => {
      const form = reading('you');
      if (form === 'tu') return [{ text: 'tu' }];
      return [{ text: form }, { text: reading('gender of you') }];
    });
    assert.deepEqual(texts(found), [
      'tu',
      'vous m',
      'vous f',
      'vous, several m',
      'vous, several f',
    ]);
  });

  it('answers a question in the same way twice, and gives equal results once', () => {
    const found = allReadings((reading) => [
      { text: reading('gender of friend') === reading('gender of friend') ? 'same' : 'other' },
    ]);
    assert.deepEqual(texts(found), ['same']);
  });
});
