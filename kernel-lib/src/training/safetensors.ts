import fs from 'node:fs';

import { shapeText } from '../tensor/shape';
import { bytesOf, headerOf, metadataKey, partsOf, sizeOf } from './safetensors-header';

/** The types of numbers that are read and written here. */
export type SafeDtype = 'F32' | 'I32' | 'BOOL';

/** One tensor of a file: its numbers in row-major order; BOOL as 0 and 1. */
export interface SafeTensor {
  dtype: SafeDtype;
  shape: number[];
  data: Float32Array | Int32Array | Uint8Array;
}

/** What a safetensors file holds. */
export interface Safetensors {
  tensors: Record<string, SafeTensor>;
  /** Texts that the file carries along. */
  metadata: Record<string, string>;
  /** Names of tensors of 64-bit whole numbers (positions that a model counts by itself); they are not read. */
  ignored: string[];
}

const arrays = { F32: Float32Array, I32: Int32Array, BOOL: Uint8Array };

/**
 * Reads a file of named tensors.
 *
 * @param file path of a `.safetensors` file with tensors of type F32, I32, BOOL or I64.
 * @throws Error when there is no such file, or it is cut off, damaged, or holds another type of numbers.
 * @see https://huggingface.co/docs/safetensors: 8 bytes length, a JSON header, the numbers.
 */
export function readSafetensors(file: string): Safetensors {
  return parseSafetensors(fs.readFileSync(file), `readSafetensors: ${file}`);
}

/**
 * Reads named tensors from the bytes of a file.
 *
 * @param where how an error begins.
 */
export function parseSafetensors(bytes: Uint8Array, where: string = 'safetensors'): Safetensors {
  const { header, start } = headerOf(bytes, where);
  const { [metadataKey]: metadata = {}, ...entries } = header;
  const parts = partsOf(entries, bytes.length - start, where);
  const read = parts.filter(({ dtype }) => dtype in arrays);
  const tensors = read.map(({ name, dtype, shape, from, to }): [string, SafeTensor] => {
    // A copy: the numbers need not lie where an array of 4-byte numbers may begin.
    const { buffer } = new Uint8Array(bytes.subarray(start + from, start + to));
    return [
      name,
      { dtype: dtype as SafeDtype, shape, data: new arrays[dtype as SafeDtype](buffer) },
    ];
  });
  return {
    tensors: Object.fromEntries(tensors),
    metadata: metadata as Record<string, string>,
    ignored: parts.filter((part) => !read.includes(part)).map(({ name }) => name),
  };
}

/**
 * Writes a file of named tensors. It is written under another name and renamed: whoever looks sees the file
 * before or the file after, whole.
 *
 * @param file path; its folder must exist.
 * @param metadata texts to carry along.
 * @throws Error when a shape does not fit its numbers, or the file cannot be written.
 */
export function writeSafetensors(
  file: string,
  tensors: Record<string, SafeTensor>,
  metadata: Record<string, string> = {},
): void {
  const bytes = encodeSafetensors(tensors, metadata);
  const unfinished = `${file}.unfinished`;
  const handle = fs.openSync(unfinished, 'w');
  try {
    for (const part of bytes) fs.writeFileSync(handle, part);
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
  fs.renameSync(unfinished, file);
}

/** The bytes of a file of named tensors, in pieces. */
export function encodeSafetensors(
  tensors: Record<string, SafeTensor>,
  metadata: Record<string, string> = {},
): Uint8Array[] {
  let at = 0;
  const entries = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    if (data.length !== sizeOf(shape)) {
      throw new Error(
        `writeSafetensors: ${name} must have ${sizeOf(shape)} numbers for shape ${shapeText(shape)}, got ${data.length}`,
      );
    }
    const from = at;
    at += data.length * bytesOf[dtype];
    return [name, { dtype, shape, data_offsets: [from, at] }];
  });
  const carried = Object.keys(metadata).length > 0 ? { [metadataKey]: metadata } : {};
  const json = JSON.stringify({ ...carried, ...Object.fromEntries(entries) });
  // Spaces fill up to 8 bytes, so that the numbers begin where a reader can use them in place.
  const length = Math.ceil(Buffer.byteLength(json) / 8) * 8;
  const head = Buffer.alloc(8 + length, ' ');
  head.writeBigUInt64LE(BigInt(length), 0);
  head.write(json, 8);
  const numbers = Object.values(tensors).map(
    ({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  return [head, ...numbers];
}
