import { gunzipSync } from 'node:zlib';
import type { ImageSet } from './image-set';
import { tarEntries } from './tar';
import { verifiedFile, type RealDataOptions, type RealFile } from './verified-file';

const side = 32;
const plane = side * side;
const recordBytes = 1 + 3 * plane;

/** The ten classes, in the order of their labels. */
export const cifarClasses: readonly string[] = [
  'airplane',
  'automobile',
  'bird',
  'cat',
  'deer',
  'dog',
  'frog',
  'horse',
  'ship',
  'truck',
];

const archive: RealFile = {
  dataset: {
    name: 'CIFAR-10',
    loader: 'cifar10',
    licence: 'no licence stated',
    citation: 'Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images".',
  },
  part: 'binary version',
  places: [{ path: 'cifar-10-binary.tar.gz', unpack: (file) => gunzipSync(file) }],
  urls: ['https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz'],
  bytes: 170_052_171,
  known: [
    {
      edition: 'as published',
      hash: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
      of: 'file',
    },
  ],
};

/**
 * Reads one file of CIFAR-10's binary version: records of a label and the red, green and blue plane.
 *
 * @param bytes whole records of 3,073 bytes.
 * @returns the images with the colours of a pixel side by side.
 * @throws Error when the last record is not whole, or a label is not 0 … 9.
 * @see Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images".
 */
export function readCifarBatch(bytes: Uint8Array): ImageSet {
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    throw new Error(
      `readCifarBatch: bytes must be whole records of ${recordBytes} bytes, got ${bytes.length} bytes`,
    );
  }
  const numImages = bytes.length / recordBytes;
  const pixels = new Uint8Array(numImages * 3 * plane);
  const labels = new Uint8Array(numImages);
  for (let image = 0; image < numImages; image++) {
    const start = image * recordBytes;
    labels[image] = bytes[start];
    if (labels[image] >= cifarClasses.length) {
      throw new Error(
        `readCifarBatch: labels must be 0 … 9, got ${labels[image]} in record ${image}`,
      );
    }
    // (3, 32, 32) -> (32, 32, 3)
    for (let i = 0; i < 3 * plane; i++) {
      pixels[image * 3 * plane + (i % plane) * 3 + Math.floor(i / plane)] = bytes[start + 1 + i];
    }
  }
  return {
    numImages,
    height: side,
    width: side,
    channels: 3,
    pixels,
    labels,
    classes: cifarClasses,
  };
}

/**
 * Small colour photographs, 32 × 32, of ten kinds of things: 50,000 to train on, 10,000 to test with.
 *
 * @throws Error when the file is not there and may not be downloaded, or it is not the known one.
 */
export async function cifar10(
  split: 'train' | 'test',
  options: RealDataOptions = {},
): Promise<ImageSet> {
  const { content } = await verifiedFile(archive, options);
  return readCifarBatch(cifarRecords(content, split));
}

/** The records of the five training files in order, or of the test file, from the unpacked archive. */
export function cifarRecords(content: Buffer, split: 'train' | 'test'): Buffer {
  const wanted = split === 'train' ? /(^|\/)data_batch_\d\.bin$/ : /(^|\/)test_batch\.bin$/;
  const files = [...tarEntries(content)].filter(({ name }) => wanted.test(name));
  files.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Buffer.concat(files.map((file) => file.content));
}
