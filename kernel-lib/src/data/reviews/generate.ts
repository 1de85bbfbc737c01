import { seededRandom, type Random } from '../../tensor/random';
import type { GeneratedFile } from '../generators';
import type { Polarity } from './lexicon';
import { reviewText } from './render';
import { plainReview, twinReviews, type Review } from './review';

const SEED = 20170401;
const CLASSES: readonly Polarity[] = [-1, 0, 1];
/** Each contrast opposes two of the three classes. */
const OPPOSED: readonly [Polarity, Polarity][] = [
  [-1, 0],
  [-1, 1],
  [0, 1],
];

/** Seven reviews of ten are contrasts, and 3 % of the labels are wrong, in both splits. */
const SPLITS = { train: { twins: 1752, plain: 1496 }, test: { twins: 351, plain: 298 } } as const;
const NOISE = 0.03;

interface Labelled {
  label: number;
  english: string;
  french: string;
}

/** Draws until the reviews are new: no text occurs twice, in one split or across both. */
function fresh(known: Set<string>, draw: () => Review[]): Review[] {
  for (;;) {
    const reviews = draw();
    const texts = reviews.map((review) => reviewText(review, 'en'));
    if (new Set(texts).size < texts.length || texts.some((text) => known.has(text))) continue;
    texts.forEach((text) => known.add(text));
    return reviews;
  }
}

function labelled(review: Review, polarity: Polarity): Labelled {
  const [english, french] = [reviewText(review, 'en'), reviewText(review, 'fr')];
  return { label: polarity + 1, english, french };
}

function splitOf(
  random: Random,
  known: Set<string>,
  size: { twins: number; plain: number },
): Labelled[] {
  const rows: Labelled[] = [];
  for (let pair = 0; pair < size.twins; pair++) {
    const polarities = OPPOSED[pair % OPPOSED.length];
    const reviews = fresh(known, () => twinReviews(random, ...polarities));
    rows.push(...reviews.map((review, at) => labelled(review, polarities[at])));
  }
  for (let at = 0; at < size.plain; at++) {
    const polarity = CLASSES[at % CLASSES.length];
    const [review] = fresh(known, () => [plainReview(random, polarity)]);
    rows.push(labelled(review, polarity));
  }
  const mixed = random.shuffle(rows);
  // The order is random already: the first rows get one of the two wrong labels, and move.
  const numWrong = Math.round(NOISE * mixed.length);
  const wrong = mixed.slice(0, numWrong).map((row) => ({
    ...row,
    label: (row.label + 1 + random.integer(2)) % 3,
  }));
  return random.shuffle([...wrong, ...mixed.slice(numWrong)]);
}

/** The reviews of both splits, in both languages, one a line: label, English, French, with tabs between. */
export async function generateReviews(): Promise<GeneratedFile[]> {
  const random = seededRandom(SEED);
  const known = new Set<string>();
  return (['train', 'test'] as const).map((split) => {
    const rows = splitOf(random, known, SPLITS[split]);
    const lines = rows.map(({ label, english, french }) => `${label}\t${english}\t${french}\n`);
    return {
      file: `reviews-${split}.tsv`,
      about: `Generated film reviews, ${rows.length} lines: class, English, French (kernel-lib/src/data/reviews)`,
      content: lines.join(''),
    };
  });
}
