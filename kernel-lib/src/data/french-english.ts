import { readTabbedPairs } from './tabbed-pairs';
import { verifiedFile, type RealDataOptions, type RealFile } from './verified-file';
import { zipMember } from './zip';

/** A sentence and its translation, as people wrote them: capitals, punctuation and all. */
export interface FrenchEnglishPair {
  english: string;
  french: string;
  /** Who wrote the two sentences, in the editions that say it. */
  attribution?: string;
}

const text = (archive: Buffer): Buffer => zipMember(archive, 'fra.txt');

const pairs: RealFile = {
  dataset: {
    name: 'French–English sentence pairs of Tatoeba',
    loader: 'frenchEnglishPairs',
    licence: 'CC BY 2.0 FR',
    citation: 'Attribution: tatoeba.org and www.manythings.org/anki.',
  },
  part: 'fra.txt',
  places: [
    { path: 'fra-eng.zip', unpack: text },
    { path: 'fra-eng-2019.zip', unpack: text },
    { path: 'fra-eng/fra.txt' },
    { path: 'fra.txt' },
  ],
  urls: ['https://d2l-data.s3-accelerate.amazonaws.com/fra-eng.zip'],
  known: [
    {
      edition: '2019-04-07, 167,130 pairs',
      hash: '0bb85dbaa1c896844649094d7eaf2e34bee34e84fe362b26ce7e8f2e12aae104',
    },
    {
      edition: 'the archive of Dive into Deep Learning',
      hash: '94646ad1522d915e7b0f9296181140edcf86a4f5',
      of: 'file',
    },
  ],
};

/**
 * Real pairs of English and French sentences, the shortest first: about 150,000 that volunteers wrote. The
 * lessons use generated pairs; this is what to try a model on afterwards.
 *
 * @returns the pairs in the order of the file, no-break spaces made plain.
 * @throws Error when the file is not there and may not be downloaded, or it is not a known edition.
 * @see Tatoeba, tatoeba.org; its selection for Anki, www.manythings.org/anki.
 */
export async function frenchEnglishPairs(
  options: RealDataOptions = {},
): Promise<FrenchEnglishPair[]> {
  const { content } = await verifiedFile(pairs, options);
  return readTabbedPairs(content.toString('utf8')).map(({ source, target, ...rest }) => ({
    english: source,
    french: target,
    ...rest,
  }));
}
