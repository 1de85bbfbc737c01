import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

describe('requireWithCodeCache', () => {
  let folder: string;
  before(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-cache-'));
    fs.mkdirSync(path.join(folder, 'kernel'));
    // A copy, so that its cache lies in this folder.
    const compiled = require.resolve('kernel-lib/kernel/code-cache');
    fs.copyFileSync(compiled, path.join(folder, 'kernel/code-cache.js'));
    const module = 'exports.value = require("node:path").basename(__filename); exports.n = n();';
    fs.writeFileSync(path.join(folder, 'kernel/big.js'), `${module} function n() { return 7; }`);
  });
  after(() => fs.rmSync(folder, { recursive: true }));

  function load(): string {
    const code =
      'const { requireWithCodeCache } = require("./kernel/code-cache.js");' +
      'const big = requireWithCodeCache(require.resolve("./kernel/big.js"));' +
      'console.log(big.value, big.n, big === require("./kernel/big.js"));';
    return execFileSync(process.execPath, ['-e', code], { cwd: folder, encoding: 'utf8' });
  }

  const cacheFiles = (): string[] => fs.readdirSync(path.join(folder, '.code-cache'));

  it('gives the module that require gives, first without a cache, then with it', () => {
    assert.equal(load(), 'big.js 7 true\n');
    assert.equal(cacheFiles().length, 1);
    assert.equal(load(), 'big.js 7 true\n');
    assert.equal(cacheFiles().length, 1);
  });

  it('takes no notice of a damaged cache, and mends it', () => {
    const file = path.join(folder, '.code-cache', cacheFiles()[0]);
    const good = fs.readFileSync(file).length;
    fs.writeFileSync(file, 'damaged');
    assert.equal(load(), 'big.js 7 true\n');
    assert.ok(fs.readFileSync(file).length > good / 2);
  });
});
