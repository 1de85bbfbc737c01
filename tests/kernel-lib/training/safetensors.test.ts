import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import {
  encodeSafetensors,
  parseSafetensors,
  readSafetensors,
  writeSafetensors,
  type SafeTensor,
} from 'kernel-lib/training/safetensors';

import { skip } from '../../support/skip';

const tensors: Record<string, SafeTensor> = {
  flags: { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) },
  'block.0.weight': { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -0, 0.1, 3e-45) },
  ids: { dtype: 'I32', shape: [2, 1], data: Int32Array.of(-7, 2 ** 31 - 1) },
  nothing: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
  one: { dtype: 'F32', shape: [], data: Float32Array.of(2.5) },
};

/** The bytes of a file with a header that is given, and as many zeros after it. */
function bytesOf(header: object | string, numZeros: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return Buffer.concat([length, Buffer.from(text), Buffer.alloc(numZeros)]);
}

const f32 = (shape: number[], from: number, to: number): object => ({
  dtype: 'F32',
  shape,
  data_offsets: [from, to],
});

describe('safetensors', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-safetensors-'));
  });
  afterEach(() => {
    fs.rmSync(folder, { recursive: true });
  });

  it('gives back what was written, bit for bit', () => {
    const file = path.join(folder, 'a.safetensors');
    writeSafetensors(file, tensors, { title: 'a “test”' });
    const read = readSafetensors(file);
    assert.deepEqual(read, { tensors, metadata: { title: 'a “test”' }, ignored: [] });
    assert.ok(Object.is(read.tensors['block.0.weight'].data[1], -0));
    assert.deepEqual(fs.readdirSync(folder), ['a.safetensors']);
    writeSafetensors(file, {});
    assert.deepEqual(readSafetensors(file), { tensors: {}, metadata: {}, ignored: [] });
  });

  it('writes the bytes that the format prescribes', () => {
    const one = { w: { dtype: 'F32' as const, shape: [1], data: Float32Array.of(1) } };
    const header = '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}  '; // 54 + 2 to fill up
    const expected = bytesOf(header, 0);
    const numbers = Buffer.from([0, 0, 0x80, 0x3f]);
    assert.deepEqual(Buffer.concat(encodeSafetensors(one)), Buffer.concat([expected, numbers]));
  });

  it('reads tensors in any order, and at any byte', () => {
    const { tensors: read } = parseSafetensors(
      bytesOf(
        { late: f32([1], 1, 5), flag: { dtype: 'BOOL', shape: [1], data_offsets: [0, 1] } },
        5,
      ),
    );
    assert.deepEqual(Object.keys(read), ['late', 'flag']);
    assert.deepEqual(read.late.data, Float32Array.of(0));
  });

  it('passes over 64-bit whole numbers, and names them', () => {
    const positions = { dtype: 'I64', shape: [2], data_offsets: [0, 16] };
    const read = parseSafetensors(bytesOf({ positions, w: f32([1], 16, 20) }, 20));
    assert.deepEqual([Object.keys(read.tensors), read.ignored], [['w'], ['positions']]);
  });

  it('tells what is wrong with a file', () => {
    const refuses = (bytes: Uint8Array, message: string): void =>
      assert.throws(() => parseSafetensors(bytes, 'readSafetensors: x'), { message });
    refuses(Buffer.alloc(5), 'readSafetensors: x is cut off: it must begin with 8 bytes, got 5');
    refuses(
      bytesOf({ w: f32([1], 0, 4) }, 4).subarray(0, 30),
      'readSafetensors: x is cut off, or not a safetensors file: its header must have 54 bytes, got 22',
    );
    refuses(
      Buffer.from('PK\x03\x04 something else entirely, which is no header at all'),
      'readSafetensors: x is cut off, or not a safetensors file: its header must have 7885648053892500000 bytes, got 47',
    );
    refuses(bytesOf('{"w":', 0), 'readSafetensors: x is damaged: its header is not a JSON object');
    refuses(bytesOf('[]', 0), 'readSafetensors: x is damaged: its header is not a JSON object');
    const entry = 'readSafetensors: x is damaged: w must have dtype, shape and data_offsets';
    for (const wrong of [
      null,
      {},
      f32([-1], 0, 4),
      f32([1.5], 0, 6),
      { dtype: 'F32', shape: [1] },
    ]) {
      refuses(bytesOf({ w: wrong }, 4), entry);
    }
    refuses(
      bytesOf({ w: { dtype: 'BF16', shape: [2], data_offsets: [0, 4] } }, 4),
      'readSafetensors: x: w must have dtype F32, I32 or BOOL, got BF16',
    );
    refuses(
      bytesOf({ w: f32([2], 0, 4) }, 4),
      'readSafetensors: x is damaged: w must have 8 bytes for shape (2), got 4',
    );
    refuses(
      bytesOf({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8),
      'readSafetensors: x is damaged: b must begin at byte 8, got 4: it overlaps the tensor before it',
    );
    refuses(
      bytesOf({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12),
      'readSafetensors: x is damaged: b must begin at byte 4, got 8: it leaves a gap before it',
    );
    refuses(
      bytesOf({ w: f32([2], 0, 8) }, 7),
      'readSafetensors: x is cut off: its numbers must take 8 bytes, got 7',
    );
    refuses(
      bytesOf({ w: f32([2], 0, 8) }, 9),
      'readSafetensors: x is damaged: its numbers must take 8 bytes, got 9',
    );
  });

  it('does not write a tensor whose shape is another, and leaves the file that was there', () => {
    const file = path.join(folder, 'a.safetensors');
    writeSafetensors(file, tensors);
    const wrong: SafeTensor = { dtype: 'F32', shape: [2, 3], data: new Float32Array(5) };
    assert.throws(() => writeSafetensors(file, { w: wrong }), {
      message: 'writeSafetensors: w must have 6 numbers for shape (2, 3), got 5',
    });
    assert.deepEqual(readSafetensors(file).tensors, tensors);
  });

  it('reads the files of another writer', function () {
    const shared = path.resolve(__dirname, '../../../../shared/golden/models/gpt2');
    if (!fs.existsSync(shared)) skip(this, 'the shared reference models are not here');
    const { tensors: read } = readSafetensors(path.join(shared, 'model.safetensors'));
    const expected = JSON.parse(fs.readFileSync(path.join(shared, 'expected.json'), 'utf8'));
    assert.ok(Object.keys(read).length > 10);
    for (const [name, { shape, dtype, data }] of Object.entries(read)) {
      assert.equal(dtype, 'F32');
      assert.equal(data.length, shape.reduce((size, length) => size * length, 1), name); // prettier-ignore
      assert.ok(JSON.stringify(expected).includes(name), name);
    }
  });
});
