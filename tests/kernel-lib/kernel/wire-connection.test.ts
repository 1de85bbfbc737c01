import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { address, readConnection } from 'kernel-lib/kernel/wire-connection';

const ports = { shell_port: 1, control_port: 2, iopub_port: 3, stdin_port: 4, hb_port: 5 };

describe('kernel/wire-connection', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-connection-'));
  const file = path.join(folder, 'connection.json');
  after(() => fs.rmSync(folder, { recursive: true }));
  const read = (content: object): ReturnType<typeof readConnection> => {
    fs.writeFileSync(file, JSON.stringify(content));
    return readConnection(file);
  };

  it('reads what Jupyter writes, and addresses each socket', () => {
    const connection = read({ ...ports, transport: 'tcp', ip: '127.0.0.1', key: 'k' });
    assert.equal(connection.key, 'k');
    assert.equal(address(connection, connection.iopub_port), 'tcp://127.0.0.1:3');
    const files = read({ ...ports, transport: 'ipc', ip: '/tmp/kernel-ipc', key: '' });
    assert.equal(address(files, files.hb_port), 'ipc:///tmp/kernel-ipc-5');
  });

  it('refuses a missing port, another signature scheme, and a file that is not there', () => {
    assert.throws(() => read({ ...ports, hb_port: undefined }), /hb_port must be an integer/);
    const scheme = { ...ports, signature_scheme: 'hmac-md5' };
    assert.throws(() => read(scheme), /must be hmac-sha256, got hmac-md5/);
    assert.throws(() => readConnection(path.join(folder, 'none.json')), /ENOENT/);
  });
});
