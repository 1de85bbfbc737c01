import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

describe('wasmEngine', () => {
  it('leaves unhandled rejections to the process that it runs in', () => {
    const program = `
      const { wasmEngine } = require('kernel-lib/backend/wasm-engine');
      process.on('unhandledRejection', (reason) => console.log('heard', reason.message));
      wasmEngine.start().then(() => {
        Promise.reject(new Error('a slip'));
        setTimeout(() => console.log('alive'), 20);
      });`;
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], {
      cwd: path.resolve(__dirname, '../../..'),
      encoding: 'utf8',
    });
    assert.equal(stdout, 'heard a slip\nalive\n');
    assert.equal(stderr, '');
  });
});
