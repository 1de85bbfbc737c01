import assert from 'node:assert/strict';

import { announcementOf } from 'kernel-lib/backend/announcement';
import type { Backend } from 'kernel-lib/backend/engine';

const wasm: Backend = {
  name: 'wasm',
  device: 'WebAssembly with SIMD',
  version: '4.22.0',
  rejected: [{ name: 'tfjs-node', reason: 'the package is not installed' }],
};

describe('announcementOf', () => {
  it('is one line where nothing unusual happened', () => {
    const announcement = announcementOf(wasm);
    assert.equal(
      announcement['text/plain'],
      'Computing with wasm: WebAssembly with SIMD · TensorFlow.js 4.22.0',
    );
    assert.match(announcement['text/html'], /<b>wasm<\/b>/);
  });

  it('says why an engine that is installed does not compute', () => {
    const reason = 'self-test failed: a < b';
    const announcement = announcementOf({ ...wasm, rejected: [{ name: 'tfjs-node-gpu', reason }] });
    const [, second] = announcement['text/plain'].split('\n');
    assert.equal(second, 'tfjs-node-gpu is not used: self-test failed: a < b');
    assert.match(announcement['text/html'], /a &lt; b/);
  });

  it('is styled inline, without classes, scripts or style sheets', () => {
    assert.doesNotMatch(announcementOf(wasm)['text/html'], /<(style|script|svg)|class=|var\(/);
  });
});
