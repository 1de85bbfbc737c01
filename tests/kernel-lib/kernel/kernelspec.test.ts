import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  installKernelspec,
  kernelspec,
  prefixData,
  uninstallKernelspec,
  userData,
} from 'kernel-lib/kernel/kernelspec';

describe('kernel/kernelspec', () => {
  let prefix: string;
  let folder: string;
  let file: string;

  beforeEach(() => {
    prefix = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-prefix-'));
    folder = path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab');
    file = path.join(folder, 'kernel.json');
  });
  afterEach(() => fs.rmSync(prefix, { recursive: true, force: true }));

  const read = (): ReturnType<typeof kernelspec> => JSON.parse(fs.readFileSync(file, 'utf8'));

  it('names an absolute Node and a main file that is there', () => {
    assert.deepEqual(installKernelspec(prefixData(prefix)), { folder, replaced: false });
    const [node, main, connection] = read().argv;
    assert.equal(node, process.execPath);
    assert.ok(path.isAbsolute(main) && fs.existsSync(main), main);
    assert.equal(connection, '{connection_file}');
    assert.equal(read().language, 'typescript');
    assert.equal(read().interrupt_mode, process.platform === 'win32' ? 'message' : 'signal');
  });

  it('writes the same again, and leaves nothing else behind', () => {
    installKernelspec(prefixData(prefix));
    const first = fs.readFileSync(file, 'utf8');
    assert.equal(installKernelspec(prefixData(prefix)).replaced, false);
    assert.equal(fs.readFileSync(file, 'utf8'), first);
    assert.deepEqual(fs.readdirSync(folder).sort(), ['kernel.json', 'logo-svg.svg']);
  });

  it('keeps the kernel of another origin and brings it back', () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, '{"argv":["tslab"]}');
    assert.equal(installKernelspec(prefixData(prefix)).replaced, true);
    assert.equal(installKernelspec(prefixData(prefix)).replaced, false);
    assert.equal(uninstallKernelspec(prefixData(prefix)), folder);
    assert.deepEqual(read().argv, ['tslab']);
    assert.equal(uninstallKernelspec(prefixData(prefix)), null);
    assert.deepEqual(fs.readdirSync(folder), ['kernel.json']);
  });

  it('mends a kernel.json that was cut off', () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(file, '{"argv":["/usr');
    installKernelspec(prefixData(prefix));
    assert.equal(read().argv.length, 3);
  });

  it('finds the data folder where Jupyter does', () => {
    assert.equal(userData({ JUPYTER_DATA_DIR: prefix }), prefix);
    if (process.platform === 'linux') {
      assert.equal(userData({ XDG_DATA_HOME: prefix }), path.join(prefix, 'jupyter'));
      assert.equal(userData({}), path.join(os.homedir(), '.local/share/jupyter'));
    }
  });
});
