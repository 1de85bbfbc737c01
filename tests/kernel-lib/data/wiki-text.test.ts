import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { readWikiText, wikiText2 } from 'kernel-lib/data/wiki-text';
import { captureConsole } from '../../support/builder-course';
import { needReal, realFolder } from './support/real';

describe('readWikiText', () => {
  it('cuts at titles and leaves out headings of parts', () => {
    const text = [
      '\ufeff ',
      ' = Le Chat = ',
      ' ',
      ' First , of a = b . ',
      ' = = History = = ',
      ' ',
      ' = = = Youth = = = ',
      ' Second . ',
      ' = 1 and k = ',
      ' Last . ',
      ' ',
      ' = M @-@ 82 = ',
      ' ',
      ' Third . ',
    ];
    const articles = [
      ['Le Chat', 'First , of a = b .', 'Second .', '= 1 and k =', 'Last .'],
      ['M @-@ 82', 'Third .'],
    ];
    assert.deepEqual(readWikiText(text.join('\n')), articles);
    assert.deepEqual(readWikiText(text.join('\r\n')), articles);
    assert.deepEqual(readWikiText(''), []);
  });
});

describe('wikiText2', () => {
  it('reads the real validation and test texts', async function () {
    needReal(this, 'wikitext-2/valid.txt', 'wikitext-2/test.txt');
    const load = async (split: 'valid' | 'test') =>
      (await captureConsole(() => wikiText2(split, { folder: realFolder }))).result;
    const [valid, test] = [await load('valid'), await load('test')];
    assert.equal(valid[0][0], 'Homarus gammarus');
    // Both parts have 60 articles (Merity et al. 2016, table 1).
    assert.deepEqual([valid.length, test.length], [60, 60]);
  });

  it('does not take one part for another, nor one that is not known', async () => {
    await assert.rejects(
      wikiText2('train', { folder: path.join(os.tmpdir(), 'attend-nothing-here') }),
      /^Error: wikiText2: WikiText-2, wiki\.train\.tokens, is not in /,
    );
  });
});
