import assert from 'node:assert/strict';
import { zipEntries, zipMember } from 'kernel-lib/data/zip';
import { makeZip } from './support/archives';

const long = 'le chat dort. '.repeat(1000);
const files = [
  { name: 'fra-eng/', content: '', deflate: false },
  { name: '__MACOSX/fra-eng/._fra.txt', content: 'not this' },
  { name: 'fra-eng/fra.txt', content: long },
  { name: 'fra-eng/note é.txt', content: 'stored', deflate: false },
];

describe('zipEntries', () => {
  it('lists files with their sizes, and unpacks deflated and stored ones', () => {
    const entries = zipEntries(makeZip(files));
    assert.deepEqual(
      entries.map(({ name, size }) => [name, size]),
      [
        ['__MACOSX/fra-eng/._fra.txt', 8],
        ['fra-eng/fra.txt', long.length],
        ['fra-eng/note é.txt', 6],
      ],
    );
    assert.equal(entries[1].read().toString(), long);
    assert.equal(entries[2].read().toString(), 'stored');
  });

  it('finds the table before a comment, even one that looks like an end', () => {
    assert.equal(zipEntries(makeZip(files, 'made by hand')).length, 3);
    const trap = `PK\x05\x06${'-'.repeat(30)}`;
    assert.equal(zipEntries(makeZip(files, trap)).length, 3);
    assert.deepEqual(zipEntries(makeZip([])), []);
  });

  it('notices a changed byte', () => {
    const archive = makeZip([{ name: 'a.txt', content: 'stored', deflate: false }]);
    archive[archive.indexOf('stored')] ^= 1;
    assert.throws(() => zipEntries(archive)[0].read(), {
      message: 'zipEntries: a.txt is damaged: its checksum is not the one in the archive',
    });
    const packed = makeZip([{ name: 'a.txt', content: long }]);
    packed.fill(0xff, 45, 60);
    assert.throws(() => zipEntries(packed)[0].read(), /^Error: zipEntries: a\.txt is damaged/);
  });

  it('does not unpack more than a file says it has', () => {
    const archive = makeZip([{ name: 'a.txt', content: long }]);
    const table = archive.indexOf('PK\x01\x02');
    archive.writeUInt32LE(10, table + 24);
    assert.throws(() => zipEntries(archive)[0].read(), /a\.txt is damaged and cannot be unpacked/);
  });

  it('refuses what is no zip file, or a part of one, or locked', () => {
    assert.throws(() => zipEntries(Buffer.from('hello')), {
      message: 'zipEntries: archive must be a whole zip file, got something else or a part of one',
    });
    const archive = makeZip(files);
    assert.throws(() => zipEntries(archive.subarray(0, -10)), /got something else or a part/);
    assert.throws(() => zipEntries(archive.subarray(100)), /got one with a broken table/);
    const locked = makeZip([{ name: 'a.txt', content: 'x' }]);
    locked[locked.indexOf('PK\x01\x02') + 8] |= 1;
    assert.throws(() => zipEntries(locked)[0].read(), /a\.txt must not be encrypted/);
  });
});

describe('zipMember', () => {
  it('finds the file in its folder, and passes over what macOS adds', () => {
    assert.equal(zipMember(makeZip(files), 'fra.txt').toString(), long);
    const bare = makeZip([{ name: 'fra.txt', content: 'bare' }]);
    assert.equal(zipMember(bare, 'fra.txt').toString(), 'bare');
  });

  it('refuses none and two', () => {
    const two = makeZip([
      { name: 'a/fra.txt', content: '1' },
      { name: 'b/fra.txt', content: '2' },
    ]);
    assert.throws(() => zipMember(two, 'fra.txt'), {
      message: 'zipMember: the archive must hold one fra.txt, got a/fra.txt, b/fra.txt',
    });
    assert.throws(() => zipMember(makeZip([]), 'fra.txt'), {
      message: 'zipMember: the archive must hold one fra.txt, got no file',
    });
  });
});
