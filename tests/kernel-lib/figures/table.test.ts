import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { showTable } from 'kernel-lib';
import { displayOf } from 'kernel-lib/figures/display';
import { tableBundle } from 'kernel-lib/figures/table';
import { outputsOf } from './support';

const text = (rows: object[], caption?: string): string =>
  String(tableBundle(rows, { caption })['text/plain']);

describe('showTable', () => {
  it('aligns numbers, names kinds and counts what is missing', () => {
    const rows = [
      { french: 'la voiture', tokens: 2, share: 0.98 },
      { french: null, tokens: 10, share: 1 },
    ];
    assert.equal(
      text(rows, 'Pairs'),
      [
        'Pairs',
        '     french           tokens  share',
        '     text, 1 missing     int  float',
        '  ---------------------------------',
        '  0  la voiture            2   0.98',
        '  1  -                    10   1.00',
        '  2 rows, 3 columns',
      ].join('\n'),
    );
  });

  it('cuts long and wide tables and says so', () => {
    const wide = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`column${i}`, i]));
    const rows = Array.from({ length: 8000 }, () => wide);
    const bundle = tableBundle(rows);
    assert.match(String(bundle['text/plain']), /12 of 8,000 rows, 10 of 30 columns/);
    assert.ok(String(bundle['text/html']).length < 40_000);
    assert.match(text(Array.from({ length: 13 }, () => ({ a: 1 }))), /\n {2}13 rows, 1 column$/);
  });

  it('keeps columns that only some rows have', () => {
    assert.match(text([{ a: 1 }, { b: 2 }]), /a {2} +b\n/);
  });

  it('reads a data frame, also one whose column is named like a method', () => {
    const danfo = createRequire(__filename)('danfojs-node') as typeof import('danfojs-node');
    const frame = new danfo.DataFrame([
      { head: 1, name: 'un' },
      { head: 2, name: null },
    ]);
    const told = String(tableBundle(frame as never)['text/plain']);
    assert.match(told, /head {2}name/);
    assert.match(told, /text, 1 missing/);
    assert.match(told, /0 +1 {2}un/);
    assert.deepEqual(displayOf(frame), tableBundle(frame as never));
  });

  it('emits one output and names what it cannot show', async () => {
    const sent = await outputsOf(() => showTable([{ a: 1 }], { caption: 'One' }));
    assert.equal(sent.length, 1);
    assert.throws(
      () => showTable('rows' as never),
      /rows must be an array of objects or a data frame, got string/,
    );
    assert.throws(() => showTable([1] as never), /rows\[0\] must be an object, got 1/);
  });
});
