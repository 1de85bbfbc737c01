import { gunzipSync } from 'node:zlib';
import { tarEntries, type TarEntry } from './tar';
import { verifiedFile, type RealDataOptions, type RealFile } from './verified-file';

/** A film review. */
export interface FilmReview {
  text: string;
  isPositive: boolean;
  /** Stars from 1 to 10. */
  rating: number;
}

const archive: RealFile = {
  dataset: {
    name: 'Large Movie Review Dataset (IMDB)',
    loader: 'imdbReviews',
    licence: 'no licence stated; to be cited',
    citation: 'Maas et al. 2011, "Learning Word Vectors for Sentiment Analysis".',
  },
  part: 'version 1',
  places: [{ path: 'aclImdb_v1.tar.gz', unpack: (file) => gunzipSync(file) }],
  urls: ['https://ai.stanford.edu/~amaas/data/sentiment/aclImdb_v1.tar.gz'],
  known: [
    {
      edition: 'version 1',
      hash: 'c40f74a18d3b61f90feba1e17730e0d38e8b97c05fde7008942e91923d1658fe',
      of: 'file',
    },
  ],
};

/**
 * Reads reviews that lie in files named `{train,test}/{pos,neg}/id_rating.txt`, in whatever outer folder.
 *
 * @param files names with folders, and contents; others are passed over.
 * @returns the reviews of the split, the negative ones first, then by id.
 */
export function readReviewTree(files: Iterable<TarEntry>, split: 'train' | 'test'): FilmReview[] {
  const reviews: (FilmReview & { id: number })[] = [];
  for (const { name, content } of files) {
    const found = /(?:^|\/)(train|test)\/(pos|neg)\/(\d+)_(\d+)\.txt$/.exec(name);
    if (found?.[1] !== split) continue;
    const [id, rating] = [Number(found[3]), Number(found[4])];
    const text = content.toString('utf8').replace(/<br\s*\/?>/g, '\n');
    reviews.push({ text, isPositive: found[2] === 'pos', rating, id });
  }
  reviews.sort((a, b) => Number(a.isPositive) - Number(b.isPositive) || a.id - b.id);
  return reviews.map(({ text, isPositive, rating }) => ({ text, isPositive, rating }));
}

/**
 * 50,000 film reviews of IMDB that are clearly for or against: half to train on, half to test with.
 *
 * @throws Error when the file is not there and may not be downloaded, or it is not the known one.
 * @see Maas et al. 2011, "Learning Word Vectors for Sentiment Analysis".
 */
export async function imdbReviews(
  split: 'train' | 'test',
  options: RealDataOptions = {},
): Promise<FilmReview[]> {
  const { content } = await verifiedFile(archive, options);
  return readReviewTree(tarEntries(content), split);
}
