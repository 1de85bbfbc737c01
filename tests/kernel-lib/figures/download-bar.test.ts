import assert from 'node:assert/strict';
import { downloadBundle } from 'kernel-lib/figures/download-bar';

const progress = {
  label: 'MNIST, training images',
  host: 'data.example.org',
  receivedBytes: 4_000_000,
  totalBytes: 10_000_000,
  resumedBytes: 0,
  elapsedSeconds: 2,
};
const text = (more: object): string =>
  String(downloadBundle({ ...progress, status: 'running', ...more } as never)['text/plain']);

describe('the download bar', () => {
  it('shows how much has come, how fast, and how long it takes', () => {
    // 4 MB in 2 s are 2 MB a second; the other 6 MB take 3 s. 16 of 40 squares.
    assert.equal(
      text({}),
      'Downloading MNIST, training images from data.example.org\n' +
        `[${'█'.repeat(16)}${'░'.repeat(24)}]  4.0 MB of 10 MB   2.0 MB/s   3 s left`,
    );
    const html = String(downloadBundle({ ...progress, status: 'running' })['text/html']);
    assert.ok(html.includes('width: 40.0%'));
  });

  it('does not count what was there before as speed', () => {
    // 1 MB in 2 s; 6 MB are left.
    assert.match(
      text({ resumedBytes: 3_000_000 }),
      /4\.0 MB of 10 MB, 3\.0 MB of it from before {3}0\.5 MB\/s {3}12 s left$/,
    );
  });

  it('needs no total, and no time', () => {
    assert.equal(
      text({ totalBytes: null, receivedBytes: 0, elapsedSeconds: 0 }),
      'Downloading MNIST, training images from data.example.org\n0 kB',
    );
    assert.match(text({ totalBytes: null }), /\n4\.0 MB {3}2\.0 MB\/s$/);
  });

  it('says how it ended', () => {
    assert.equal(
      text({ status: 'done', receivedBytes: 10_000_000 }),
      '✔ Downloaded MNIST, training images from data.example.org\n10 MB',
    );
    assert.equal(
      text({ status: 'failed' }),
      '■ Not downloaded MNIST, training images from data.example.org\n4.0 MB of 10 MB',
    );
  });

  it('escapes what others wrote', () => {
    const html = String(downloadBundle({ ...progress, host: '<b>', status: 'done' })['text/html']);
    assert.ok(html.includes('&lt;b&gt;') && !html.includes('<b>'));
  });
});
