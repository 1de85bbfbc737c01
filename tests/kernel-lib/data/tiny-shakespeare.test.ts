import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tinyShakespeare } from 'kernel-lib/data/tiny-shakespeare';
import { captureConsole } from '../../support/builder-course';
import { needReal, realFolder } from './support/real';

describe('tinyShakespeare', () => {
  it('is the text with 40,000 lines and 65 characters', async function () {
    needReal(this, 'tinyshakespeare.txt');
    const { result } = await captureConsole(() => tinyShakespeare({ folder: realFolder }));
    assert.equal(result.length, 1_115_394);
    assert.equal(new Set(result).size, 65);
    assert.equal(result.split('\n').length - 1, 40_000);
    assert.ok(result.startsWith('First Citizen:\n'));
  });

  it('refuses other line ends, which make another text', async function () {
    needReal(this, 'tinyshakespeare.txt');
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-plays-'));
    try {
      const text = fs.readFileSync(path.join(realFolder, 'tinyshakespeare.txt'), 'utf8');
      fs.writeFileSync(path.join(folder, 'input.txt'), text.replaceAll('\n', '\r\n'));
      await assert.rejects(tinyShakespeare({ folder }), /input\.txt is not the input\.txt that/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
