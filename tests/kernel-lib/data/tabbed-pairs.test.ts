import assert from 'node:assert/strict';
import { readTabbedPairs } from 'kernel-lib/data/tabbed-pairs';

describe('readTabbedPairs', () => {
  it('reads two columns, and three', () => {
    const text = 'Go.\tVa !\nHi.\tSalut !\tCC-BY 2.0 (France) Attribution: tatoeba.org #538123\n';
    assert.deepEqual(readTabbedPairs(text), [
      { source: 'Go.', target: 'Va !' },
      {
        source: 'Hi.',
        target: 'Salut !',
        attribution: 'CC-BY 2.0 (France) Attribution: tatoeba.org #538123',
      },
    ]);
  });

  it('makes no-break spaces plain', () => {
    const [pair] = readTabbedPairs('Go!\tVa\u202f! «\u00a0Oui\u00a0»');
    assert.equal(pair.target, 'Va ! « Oui »');
  });

  it('passes over a byte-order mark, empty lines and the line ends of Windows', () => {
    const pairs = readTabbedPairs('\ufeffGo.\tVa !\r\n\r\n \nRun!\tCours !\r\n');
    assert.deepEqual(pairs, [
      { source: 'Go.', target: 'Va !' },
      { source: 'Run!', target: 'Cours !' },
    ]);
    assert.deepEqual(readTabbedPairs(''), []);
  });

  it('takes an empty third column for none', () => {
    assert.deepEqual(readTabbedPairs('a\tb\t'), [{ source: 'a', target: 'b' }]);
  });

  it('says which line is wrong, empty lines counted', () => {
    assert.throws(() => readTabbedPairs('Go.\tVa !\n\nHi. Salut !\n'), {
      message:
        'readTabbedPairs: line 3 must have two or three columns with a tab between them, got 1: "Hi. Salut !"',
    });
    assert.throws(() => readTabbedPairs('a\tb\tc\td'), /line 1 must have two or three .* got 4/);
    assert.throws(() => readTabbedPairs('a\t \tc'), {
      message: 'readTabbedPairs: line 1 must have a sentence in column 2, got nothing: "a\\t \\tc"',
    });
    assert.throws(() => readTabbedPairs('x'.repeat(100)), new RegExp(`"${'x'.repeat(60)}…"$`));
  });
});
