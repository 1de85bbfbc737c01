import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { frenchEnglishPairs } from 'kernel-lib/data/french-english';
import { zipMember } from 'kernel-lib/data/zip';
import { captureConsole } from '../../support/builder-course';
import { makeZip } from './support/archives';
import { needReal, realFolder } from './support/real';

describe('frenchEnglishPairs', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-french-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('reads the edition of 2019, and says whom to thank', async function () {
    needReal(this, 'fra-eng-2019.zip');
    const { result: pairs, stdout } = await captureConsole(() =>
      frenchEnglishPairs({ folder: realFolder }),
    );
    assert.equal(pairs.length, 167_130);
    assert.deepEqual(pairs[0], { english: 'Go.', french: 'Va !' });
    assert.deepEqual(pairs[2], { english: 'Run!', french: 'Cours !' });
    assert.ok(pairs.every(({ french }) => !/[\u00a0\u202f]/.test(french)));
    assert.equal(
      stdout,
      'French–English sentence pairs of Tatoeba: CC BY 2.0 FR. Attribution: tatoeba.org and www.manythings.org/anki.',
    );
  });

  it('reads the unpacked file as well', async function () {
    needReal(this, 'fra-eng-2019.zip');
    const archive = fs.readFileSync(path.join(realFolder, 'fra-eng-2019.zip'));
    fs.writeFileSync(path.join(folder, 'fra.txt'), zipMember(archive, 'fra.txt'));
    const { result } = await captureConsole(() => frenchEnglishPairs({ folder }));
    assert.equal(result.length, 167_130);
  });

  it('refuses the real text with one letter changed', async function () {
    needReal(this, 'fra-eng-2019.zip');
    const archive = fs.readFileSync(path.join(realFolder, 'fra-eng-2019.zip'));
    const text = zipMember(archive, 'fra.txt');
    text[text.length - 2] ^= 1;
    fs.writeFileSync(path.join(folder, 'fra.txt'), text);
    await assert.rejects(frenchEnglishPairs({ folder }), /0bb85dbaa1c8.*2019-04-07/);
  });

  it('refuses an archive of the right form with other sentences', async () => {
    const archive = makeZip([
      { name: 'fra-eng/fra.txt', content: 'Go.\tVa !\n' },
      { name: '__MACOSX/fra-eng/._fra.txt', content: 'x' },
    ]);
    fs.writeFileSync(path.join(folder, 'fra-eng.zip'), archive);
    await assert.rejects(
      frenchEnglishPairs({ folder }),
      /fra-eng\.zip is not the fra\.txt that this course knows/,
    );
  });

  it('says where to get it when it is not there', async () => {
    await assert.rejects(
      frenchEnglishPairs({ folder }),
      /^Error: frenchEnglishPairs: .* is not in .*Load it with \{ download: true \}/,
    );
  });
});
