import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { kernelCommand } from 'kernel-lib/course/commands/kernel';

describe('attend kernel', () => {
  let prefix: string;
  let folder: string;
  let said: string[];
  const { log, error } = console;
  beforeEach(() => {
    prefix = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-prefix-'));
    folder = path.join(prefix, 'share', 'jupyter', 'kernels', 'tslab');
    said = [];
    console.log = console.error = (text: string): void => void said.push(text);
  });
  afterEach(() => {
    Object.assign(console, { log, error });
    fs.rmSync(prefix, { recursive: true, force: true });
  });

  it('installs and uninstalls below a prefix', async () => {
    assert.equal(await kernelCommand(['install', '--prefix', prefix]), 0);
    assert.ok(fs.existsSync(path.join(folder, 'kernel.json')));
    assert.ok(said[0].includes(folder));
    assert.equal(await kernelCommand(['uninstall', '--prefix', prefix]), 0);
    assert.ok(!fs.existsSync(folder));
    assert.equal(await kernelCommand(['uninstall', '--prefix', prefix]), 1);
  });

  it('says what it cannot do', async () => {
    await assert.rejects(kernelCommand([]), { name: 'UsageError' });
    await assert.rejects(kernelCommand(['remove']), /install or uninstall/);
    const both = ['install', '--user', '--prefix', prefix];
    await assert.rejects(kernelCommand(both), /exclude each other/);
    const blocked = path.join(prefix, 'a-file');
    fs.writeFileSync(blocked, '');
    assert.equal(await kernelCommand(['install', '--prefix', blocked]), 1);
    assert.match(said[0], /cannot write to/);
  });
});
