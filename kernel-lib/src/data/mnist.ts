import { gunzipSync } from 'node:zlib';
import { readIdx } from './idx';
import { imageSetOf, type ImageSet } from './image-set';
import {
  verifiedFiles,
  type RealDataOptions,
  type RealDataset,
  type RealFile,
} from './verified-file';

type Split = 'train' | 'test';

const digits: RealDataset = {
  name: 'MNIST',
  loader: 'mnist',
  licence: 'licence stated variously (CC BY-SA 3.0 or public domain)',
  citation: 'LeCun, Cortes & Burges, "The MNIST database of handwritten digits".',
};

const fashion: RealDataset = {
  name: 'Fashion-MNIST',
  loader: 'fashionMnist',
  licence: 'MIT, © 2017 Zalando SE',
  citation: 'Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST: a Novel Image Dataset".',
};

const digitUrls = [
  'https://storage.googleapis.com/cvdf-datasets/mnist/',
  'https://ossci-datasets.s3.amazonaws.com/mnist/',
];
const fashionUrls = ['http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/'];

/** Hashes of the unpacked bytes: who packed a file, and when, does not matter. */
const digitFiles: Record<Split, RealFile[]> = {
  train: [
    idxFile(digits, digitUrls, 'mnist/train-images-idx3-ubyte', 9_912_422, {
      content: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
    }),
    idxFile(digits, digitUrls, 'mnist/train-labels-idx1-ubyte', 28_881, {
      content: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
    }),
  ],
  test: [
    idxFile(digits, digitUrls, 'mnist/t10k-images-idx3-ubyte', 1_648_877, {
      content: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
    }),
    idxFile(digits, digitUrls, 'mnist/t10k-labels-idx1-ubyte', 4_542, {
      content: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
    }),
  ],
};

/** Of the images only the hash of the official packed file is published. */
const fashionFiles: Record<Split, RealFile[]> = {
  train: [
    idxFile(fashion, fashionUrls, 'fashion-mnist/train-images-idx3-ubyte', 26_421_880, {
      file: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
    }),
    idxFile(fashion, fashionUrls, 'fashion-mnist/train-labels-idx1-ubyte', 29_515, {
      content: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
    }),
  ],
  test: [
    idxFile(fashion, fashionUrls, 'fashion-mnist/t10k-images-idx3-ubyte', 4_422_102, {
      file: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
    }),
    idxFile(fashion, fashionUrls, 'fashion-mnist/t10k-labels-idx1-ubyte', 5_148, {
      content: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
    }),
  ],
};

/**
 * Handwritten digits, 28 × 28 and grey: 60,000 to train on, 10,000 to test with.
 *
 * @throws Error when a file is not there and may not be downloaded, or it is not the known one.
 * @see LeCun et al. 1998, "Gradient-based learning applied to document recognition", section III.A.
 */
export async function mnist(split: Split, options: RealDataOptions = {}): Promise<ImageSet> {
  return imageSet(digitFiles[split], '0123456789'.split(''), options);
}

/**
 * Pictures of clothes in the form of MNIST: ten classes, 60,000 and 10,000 images.
 *
 * @throws Error as `mnist`.
 * @see Xiao, Rasul & Vollgraf 2017, arXiv 1708.07747.
 */
export async function fashionMnist(split: Split, options: RealDataOptions = {}): Promise<ImageSet> {
  return imageSet(fashionFiles[split], fashionClasses, options);
}

const fashionClasses = [
  'T-shirt/top',
  'trouser',
  'pullover',
  'dress',
  'coat',
  'sandal',
  'shirt',
  'sneaker',
  'bag',
  'ankle boot',
];

async function imageSet(
  files: RealFile[],
  classes: string[],
  options: RealDataOptions,
): Promise<ImageSet> {
  const [images, labels] = await verifiedFiles(files, options);
  return imageSetOf(readIdx(images.content), readIdx(labels.content), classes);
}

function idxFile(
  dataset: RealDataset,
  urls: string[],
  path: string,
  bytes: number,
  hashes: Partial<Record<'content' | 'file', string>>,
): RealFile {
  const name = path.split('/')[1];
  return {
    dataset,
    part: name,
    places: [{ path: `${path}.gz`, unpack: (file) => gunzipSync(file) }, { path }],
    urls: urls.map((url) => `${url}${name}.gz`),
    bytes,
    known: Object.entries(hashes).map(([of, hash]) => ({
      edition: 'as published',
      hash,
      of: of as 'content' | 'file',
    })),
  };
}
