import { embeddingCorpus, embeddingPairs } from 'kernel-lib/data/embedding/embedding-corpus';
import type { Inputs, Random, Wire } from 'kernel-lib/exercise/define';
import {
  answer,
  defineExercises,
  drawNormal,
  property,
  tensor,
  values,
} from 'kernel-lib/exercise/define';
import { gate, holds } from 'kernel-lib/exercise/properties';

/** Tokens of which each stands there as often as said, in any order. */
const tokensOf =
  (counts: Record<string, number>, minFrequency: number) =>
  (random: Random): Inputs => ({
    tokens: random.shuffle(
      Object.entries(counts).flatMap(([token, count]) => new Array<string>(count).fill(token)),
    ),
    minFrequency,
  });

const LESSON_TEXT = 'old old old old older older oldest cold cold cold colder colder told'.split(
  ' ',
);

/** Words of few letters, so that many pairs are as frequent as others. */
const drawnWords = (random: Random): string[] =>
  Array.from({ length: 24 }, () =>
    Array.from({ length: 2 + random.integer(4) }, () => 'abce'[random.integer(4)]).join(''),
  );

const table = (random: Random, numTokens: number, dim: number): Wire =>
  drawNormal(random, [numTokens, dim]);

/** Ids up to `largest`, which comes once more in the end; the first one comes twice. */
function idsOf(random: Random, length: number, largest: number): Wire {
  const first = 1 + random.integer(largest - 1);
  const rest = Array.from({ length: length - 3 }, () => random.integer(largest + 1));
  return tensor([length], [first, ...rest, first, largest], 'int32');
}

/** Three directions at right angles: that of the query, one that leads from it to the first axis, and a third. */
const AROUND = [
  [3 / Math.sqrt(14), 5 / Math.sqrt(70), 0],
  [2 / Math.sqrt(14), -6 / Math.sqrt(70), -1 / Math.sqrt(5)],
  [1 / Math.sqrt(14), -3 / Math.sqrt(70), 2 / Math.sqrt(5)],
];

/**
 * Vectors in space around a query of length 4 at place `id`: two near its direction but short, one that is
 * long and 60° away, one as long as the query and 40° away, one nearly opposite, and one at a right angle.
 * The second one leans to (1, 1, 1) and that at 40° to the first axis: where the largest entry, or the sum of the
 * entries, is taken for the length, they seem to be the nearest.
 */
const wordsAround =
  (id: number, k: number) =>
  (random: Random): Inputs => {
    const turn = random.uniform(0, 6.28);
    const at = (degrees: number, length: number, leaning: number): number[] => {
      const angle = (degrees * Math.PI) / 180;
      const aside = Math.sin(angle);
      const parts = [Math.cos(angle), aside * Math.cos(leaning), aside * Math.sin(leaning)];
      return AROUND.map((row) => length * row.reduce((sum, x, i) => sum + x * parts[i], 0));
    };
    const others = [
      at(5 + random.uniform(0, 5), 1 + random.uniform(), turn),
      at(15 + random.uniform(0, 10), 0.5 + random.uniform(), 2.39),
      at(60, 30, turn + 4),
      at(40, 4, 0),
      at(175, 2, turn + 3),
      at(90, 3, turn + 5),
    ];
    const rows = random.shuffle(others);
    rows.splice(id, 0, at(0, 4, 0));
    return { vectors: tensor([7, 3], rows.flat()), id, k };
  };

/** The answer does not change when one vector after the other becomes twenty times as long. */
const lengthsDoNotMatter = holds(
  'the neighbours stay when a vector becomes longer',
  async ({ inputs, call }) => {
    const { shape, data } = inputs.vectors as { shape: number[]; data: number[] };
    const before = (await call(inputs)) as number[];
    for (let row = 0; row < shape[0]; row++) {
      const longer = data.map((x, at) => (Math.floor(at / shape[1]) === row ? 20 * x : x));
      const after = (await call({ ...inputs, vectors: tensor(shape, longer) })) as number[];
      if (after.join() === before.join()) continue;
      return {
        message: `The neighbours were ${before.join(', ')}; with vector ${row} 20 times as long they are ${after.join(', ')}`,
        cause: 'Every vector kept its direction. What in your score depends on the length?',
      };
    }
    return null;
  },
);

let sentences: string[][] | undefined;

/** Read once: a check draws from them several times. */
const corpus = (): string[][] => (sentences ??= embeddingCorpus());

/** Two thirds of the sentences around the words of one relation, in other letters when it is secret. */
const corpusOf =
  (relation: 'gender' | 'number', isSecret = false) =>
  (random: Random): Inputs => {
    const own = embeddingPairs().filter((pair) => pair.relation === relation);
    const names = new Set(own.flatMap(({ a, b }) => [a, b]));
    const about = corpus().filter((tokens) => tokens.some((token) => names.has(token)));
    const kept = random.shuffle([...about]).slice(0, Math.floor((2 * about.length) / 3));
    const write = isSecret ? cipher(random) : (word: string): string => word;
    return {
      sentences: kept.map((tokens) => tokens.map(write)),
      known: own.filter(({ isHeldOut }) => !isHeldOut).map(({ a, b }) => [write(a), write(b)]),
      asked: own.filter(({ isHeldOut }) => isHeldOut).map(({ a }) => write(a)),
    };
  };

/** Each letter becomes another one. */
function cipher(random: Random): (word: string) => string {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const others = random.shuffle([...letters]);
  return (word) => [...word].map((letter) => others[letters.indexOf(letter)] ?? letter).join('');
}

/** The share of asked words whose partner the answer finds. */
const partnersFound = (relation: 'gender' | 'number') => ({
  measures: 'share of partners found',
  atLeast: 0.8,
  cause:
    'Look at the wrong words: they may be always the same one, the asked one itself, or one of the same kind.',
  score: async ({
    inputs,
    call,
  }: {
    inputs: Inputs;
    call: (inputs: Inputs) => Promise<Wire>;
  }): Promise<number> => {
    const found = (await call(inputs)) as string[];
    const own = embeddingPairs().filter((pair) => pair.relation === relation);
    const heldOut = own.filter((pair) => pair.isHeldOut);
    const letters = lettersOf(own, inputs);
    const right = heldOut.filter(
      ({ b }, i) => found[i] === [...b].map((letter) => letters.get(letter) ?? '?').join(''),
    );
    return right.length / heldOut.length;
  },
});

/** What stands for each letter, from words whose plain form is known. */
function lettersOf(
  own: readonly { a: string; b: string; isHeldOut: boolean }[],
  inputs: Inputs,
): Map<string, string> {
  const known = own.filter(({ isHeldOut }) => !isHeldOut).flatMap(({ a, b }) => [a, b]);
  const asked = own.filter(({ isHeldOut }) => isHeldOut).map(({ a }) => a);
  const written = [...(inputs.known as string[][]).flat(), ...(inputs.asked as string[])];
  const letters = new Map<string, string>();
  [...known, ...asked].forEach((word, i) =>
    [...word].forEach((letter, at) => letters.set(letter, written[i][at])),
  );
  return letters;
}

export const exercises = defineExercises([
  {
    id: 'buildVocabulary',
    title: 'A vocabulary with a minimum frequency',
    kind: 'write',
    points: 3,
    difficulty: 1,
    minutes: 10,
    about: 'From tokens to the list whose places are the ids.',
    see: 'lesson 04, sections 4.3 and 4.4',
    axes: ['id'],
    hints: [
      'Which token must have the id 0, and which two things decide the order of the others?',
      'Look at the comparison inside your sort, for two tokens of the same count.',
      'Count with a Map, keep counts that are large enough, sort by falling count and then by the token, and put the four reserved ones in front.',
    ],
    cases: [
      values({
        name: 'every token counts once or more',
        inputs: tokensOf({ le: 5, chat: 3, dort: 2, souris: 1 }, 1),
      }),
      values({
        name: 'a minimum that some tokens just reach',
        inputs: tokensOf({ le: 6, chat: 3, dort: 3, souris: 2, mange: 1, du: 3 }, 3),
      }),
      values({
        name: 'equal counts, accents and capitals',
        inputs: tokensOf({ zoo: 2, été: 2, Zoé: 2, bleu: 2, eau: 4, '10': 2, a: 4 }, 2),
      }),
      values({
        name: 'counts with two digits',
        inputs: tokensOf({ un: 9, deux: 10, trois: 2, quatre: 11 }, 2),
      }),
    ],
  },
  {
    id: 'threeMerges',
    title: 'Three merges on paper',
    kind: 'predict',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'Byte-pair encoding, by hand.',
    see: 'lesson 04, section 4.5',
    hints: [
      'How often does each pair of neighbours stand in the text, when tea counts three times?',
      'Look at the a of tea and at the a of team: they are two different symbols.',
      'Two pairs stand there four times. The rule for ties decides. Count anew after every merge.',
    ],
    cases: [
      answer({ name: 'the first merge', part: 'first' }),
      answer({ name: 'the second merge', part: 'second' }),
      answer({ name: 'the third merge', part: 'third' }),
      answer({ name: 'the pieces of seam', part: 'seam' }),
    ],
  },
  {
    id: 'learnMerges',
    title: 'Learn the merges',
    kind: 'write',
    points: 5,
    difficulty: 3,
    minutes: 20,
    about: 'Byte-pair encoding, whole: count, merge, repeat.',
    see: 'lesson 04, section 4.5',
    axes: ['merge'],
    hints: [
      'After a merge, are the counts of the other pairs still right?',
      'Look at what happens to a word in which the pair stands twice, and to two pairs with the same count.',
      'Keep every word as a list of symbols. In each round count all neighbours, take the best by count and then by the symbols, and build every list anew.',
    ],
    cases: [
      values({
        name: 'the text of the lesson',
        inputs: (random) => ({ words: random.shuffle([...LESSON_TEXT]), numMerges: 20 }),
      }),
      values({
        name: 'a letter that is repeated',
        inputs: (random) => ({
          words: random.shuffle(['aaaaa', 'aaaaa', 'baaa', 'aaaaaab', 'aab', 'ba']),
          numMerges: 6,
        }),
      }),
      values({
        name: 'drawn words with many ties',
        inputs: (random) => ({ words: drawnWords(random), numMerges: 9 }),
      }),
      values({
        name: 'eight merges and no more',
        inputs: (random) => ({
          words: random.shuffle([
            ...'ban ban bank bank and and and bands'.split(' '),
            ...'zut zut zut zut zut été été été été été'.split(' '),
          ]),
          numMerges: 8,
        }),
      }),
      values({
        name: 'nothing stands there twice',
        inputs: (random) => ({ words: random.shuffle(['abc', 'de', 'f']), numMerges: 4 }),
      }),
    ],
  },
  {
    id: 'embedByProduct',
    title: 'An embedding without a lookup',
    kind: 'write',
    points: 3,
    difficulty: 2,
    minutes: 10,
    about: 'An embedding is a one-hot vector times a matrix.',
    see: 'lesson 04, section 4.6',
    axes: ['token', 'dimension'],
    hints: [
      'Which vector picks row 2 out of a matrix when it is multiplied from the left?',
      'Look at the depth of the one-hot vectors: it is the number of rows of the table.',
      'One-hot rows (N, V) as floats, times the table (V, D).',
    ],
    cases: [
      values({
        name: 'five ids, one of them twice',
        inputs: (random) => ({ ids: idsOf(random, 5, 5), table: table(random, 6, 3) }),
        gradients: ['table'],
      }),
      values({
        name: 'a square table, its last row not used',
        inputs: (random) => ({ ids: idsOf(random, 4, 2), table: table(random, 4, 4) }),
      }),
      values({
        name: 'more tokens than rows',
        inputs: (random) => ({ ids: idsOf(random, 7, 2), table: table(random, 3, 5) }),
        gradients: ['table'],
      }),
    ],
  },
  {
    id: 'nearestWords',
    title: 'Neighbours that are only loud',
    kind: 'repair',
    points: 3,
    difficulty: 2,
    minutes: 10,
    about: 'The dot product is the cosine only for vectors of length 1.',
    see: 'lesson 04, section 4.7',
    axes: ['neighbour'],
    hints: [
      'Which word does the function prefer: one that points the same way, or one with a long vector?',
      'Look at the dot product: what must the length of both vectors be for it to be a cosine?',
      'Divide every row by its norm first; everything below that line can stay.',
    ],
    cases: [
      values({ name: 'one loud word', inputs: wordsAround(0, 1) }),
      values({ name: 'three neighbours', inputs: wordsAround(3, 3) }),
      values({ name: 'nearly all', inputs: wordsAround(6, 5) }),
      property({
        name: 'other lengths',
        inputs: wordsAround(2, 4),
        property: lengthsDoNotMatter,
      }),
    ],
  },
  {
    id: 'findPartners',
    title: 'Find the partner',
    kind: 'build',
    points: 4,
    difficulty: 3,
    minutes: 20,
    about: 'Word vectors from sentences, good enough to complete pairs that were held out.',
    see: 'lesson 04, sections 4.7 to 4.9',
    hints: [
      'What do queen and duchess have in common, that king and duke do not have?',
      'Look at how far from its noun he or herself may stand: does your window reach that far?',
      'Count for each word the words of its sentences, give every row length 1, add the mean of b − a, and take the nearest by cosine, the asked word left out.',
    ],
    cases: [
      property({
        name: 'gender',
        inputs: corpusOf('gender'),
        property: gate(partnersFound('gender')),
      }),
      property({
        name: 'number',
        inputs: corpusOf('number'),
        property: gate(partnersFound('number')),
      }),
      property({
        name: 'a secret alphabet',
        inputs: corpusOf('gender', true),
        property: gate(partnersFound('gender')),
      }),
    ],
  },
]);
