import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { stemsAmong } from 'kernel-lib/exercise/stem';
import { kernelInfo } from 'kernel-lib/kernel/server-requests';
import { version } from 'typescript/package.json';

const root = path.resolve(__dirname, '..');

describe('built notebooks', () => {
  // Otherwise JupyterLab takes a notebook for changed as soon as it is opened.
  it('describe their language as the kernel does', () => {
    const { language_info: expected } = kernelInfo('', version);
    for (const folder of ['notebooks', 'solutions', 'exercises']) {
      for (const stem of stemsAmong(fs.readdirSync(path.join(root, folder)), '.ipynb')) {
        const name = `${folder}/${stem}.ipynb`;
        const notebook = JSON.parse(fs.readFileSync(path.join(root, name), 'utf8'));
        assert.deepEqual(notebook.metadata.language_info, expected, name);
      }
    }
  });
});
