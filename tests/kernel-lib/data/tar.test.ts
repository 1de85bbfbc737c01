import assert from 'node:assert/strict';
import { tarEntries } from 'kernel-lib/data/tar';
import { makeTar } from './support/archives';

const read = (archive: Buffer): [string, string][] =>
  [...tarEntries(archive)].map(({ name, content }) => [name, content.toString()]);

describe('tarEntries', () => {
  it('gives files and passes over folders', () => {
    const archive = makeTar([
      { name: 'data/', type: '5' },
      { name: 'data/a.txt', content: 'a'.repeat(600) },
      { name: 'data/empty.txt' },
      { name: 'data/link', type: '2' },
      { name: 'data/é.txt', content: 'fin' },
    ]);
    assert.deepEqual(read(archive), [
      ['data/a.txt', 'a'.repeat(600)],
      ['data/empty.txt', ''],
      ['data/é.txt', 'fin'],
    ]);
  });

  it('knows three ways to write a long name', () => {
    const name = `${'folder/'.repeat(30)}file.txt`;
    // The number in front counts itself, the space and the line end.
    const record = `${name.length + 10} path=${name}\n`;
    const archive = makeTar([
      { name: 'file.txt', prefix: 'a/b', content: '1' },
      { name: 'x', type: 'x', content: record },
      { name: 'cut', content: '2' },
      { name: '././@LongLink', type: 'L', content: `${name}\0` },
      { name: 'cut', content: '3' },
      { name: 'short.txt', content: '4' },
    ]);
    assert.deepEqual(read(archive), [
      ['a/b/file.txt', '1'],
      [name, '2'],
      [name, '3'],
      ['short.txt', '4'],
    ]);
  });

  it('refuses what is no tar file, is damaged, or is cut off', () => {
    assert.throws(() => read(Buffer.alloc(2048, 'x')), /got something else or a damaged one/);
    const archive = makeTar([{ name: 'a.txt', content: 'a'.repeat(600) }]);
    const damaged = Buffer.from(archive);
    damaged[0] ^= 1;
    assert.throws(() => read(damaged), /got something else or a damaged one/);
    assert.throws(() => read(archive.subarray(0, 1000)), /must be whole, got one cut off/);
    assert.throws(() => read(archive.subarray(0, 512 + 1024)), /must be whole, got one cut off/);
    assert.throws(() => read(Buffer.alloc(0)), /must be whole, got one cut off/);
  });
});
