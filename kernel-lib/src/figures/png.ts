import { crc32, deflateSync } from 'node:zlib';

/** Bytes of a picture, row by row: 1 channel is grey, 3 are colour, 4 are colour and opacity. */
export interface Raster {
  width: number;
  height: number;
  channels: 1 | 3 | 4;
  bytes: Uint8Array;
}

const colourTypes = { 1: 0, 3: 2, 4: 6 } as const;
const [unfiltered, differenceToRowAbove] = [0, 2];

/** A raster as a PNG in a data address, for the image mark of a specification. */
export function pngAddress(raster: Raster): string {
  return `data:image/png;base64,${encodePng(raster).toString('base64')}`;
}

/** A raster as the bytes of a PNG file with 8 bits a channel. */
export function encodePng({ width, height, channels, bytes }: Raster): Buffer {
  const stride = width * channels;
  const rows = Buffer.alloc((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const row = rowOf(bytes, y, stride);
    const start = y * (stride + 1);
    const isRepeated = y > 0 && row.equals(rowOf(bytes, y - 1, stride));
    // A row like the one above it becomes zeros, so that enlarged pixels cost next to nothing.
    rows[start] = isRepeated ? differenceToRowAbove : unfiltered;
    if (!isRepeated) row.copy(rows, start + 1);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourTypes[channels], 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A raster whose pixels are squares of `scale` by `scale`. */
export function enlarge({ width, height, channels, bytes }: Raster, scale: number): Raster {
  const stride = width * scale * channels;
  const large = new Uint8Array(stride * height * scale);
  for (let y = 0; y < height; y++) {
    const top = y * scale * stride;
    for (let x = 0; x < width * scale; x++) {
      const from = (y * width + Math.floor(x / scale)) * channels;
      large.set(bytes.subarray(from, from + channels), top + x * channels);
    }
    for (let copy = 1; copy < scale; copy++) {
      large.copyWithin(top + copy * stride, top, top + stride);
    }
  }
  return { width: width * scale, height: height * scale, channels, bytes: large };
}

function rowOf(bytes: Uint8Array, y: number, stride: number): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset + y * stride, stride);
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(content.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
