import { blasCandidates } from 'kernel-lib/backend/blas/candidates';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

describe('blasCandidates', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-venv-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  function install(...parts: string[]): string {
    const file = path.join(folder, ...parts);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, '');
    return file;
  }
  const wheel = (library: string): string =>
    install('lib', 'python3.12', 'site-packages', 'scipy_openblas32', 'lib', library);

  it('looks into the course’s own Python environment first, on every system', () => {
    for (const library of ['libscipy_openblas.so', 'libscipy_openblas.dylib']) {
      const file = wheel(library);
      assert.deepEqual(blasCandidates('', folder)[0], { name: 'OpenBLAS', file, isWanted: false });
      fs.rmSync(file);
    }
    const file = install('Lib/site-packages/scipy_openblas32/lib/libscipy_openblas-1a2b.dll');
    assert.equal(blasCandidates('', folder)[0].file, file);
  });

  it('goes on to OpenBLAS, Accelerate and MKL of the system, whose absence is no news', () => {
    wheel('libscipy_openblas.pc');
    const candidates = blasCandidates('', folder);
    const names = ['OpenBLAS', 'Accelerate', 'MKL'];
    const order = candidates.map(({ name }) => names.indexOf(name));
    assert.deepEqual(order, [...order].sort());
    assert.ok(candidates.length > 0);
    assert.ok(candidates.every(({ isWanted }) => !isWanted));
  });

  it('finds MKL where pip puts it', function () {
    const [{ file }] = blasCandidates('mkl', folder);
    const own = install('lib', file);
    assert.equal(blasCandidates('mkl', folder)[0].file, own);
  });

  it('keeps to what ATTEND_BLAS names', () => {
    wheel('libscipy_openblas.so');
    assert.deepEqual(blasCandidates('none', folder), []);
    const only = blasCandidates('OpenBLAS', folder);
    assert.ok(only.length > 1 && only.every(({ name }) => name === 'OpenBLAS'));
    assert.equal(only.filter(({ isWanted }) => isWanted).length, 1);
    const file = '/opt/libblis.so.4';
    assert.deepEqual(blasCandidates(file, folder), [{ name: file, file, isWanted: true }]);
  });
});
