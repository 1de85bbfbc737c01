import { cosineSimilarity, BytePairEncoding, tf } from 'kernel-lib';
import type {
  Mistakes,
  Variants,
} from 'kernel-lib/exercise/define';

const reserved = ['<pad>', '<bos>', '<eos>', '<unk>'];

type Entry = [token: string, count: number];

/** A vocabulary from counts: `keep` and `order` may be wrong. */
const vocabularyBy =
  (
    order: (a: Entry, b: Entry) => number,
    keep = (count: number, minimum: number): boolean =>
      count >= minimum,
    first = reserved,
  ) =>
  (tokens: string[], minFrequency: number): string[] => {
    const counts = new Map<string, number>();
    for (const token of tokens)
      counts.set(token, (counts.get(token) ?? 0) + 1);
    const kept = [...counts]
      .filter(([, count]) => keep(count, minFrequency))
      .sort(order)
      .map(([token]) => token);
    return [...first, ...kept];
  };

const byCode = (a: string, b: string): number => (a < b ? -1 : 1);
const rightOrder = ([a, m]: Entry, [b, n]: Entry): number =>
  n - m || byCode(a, b);

/** The parts of byte-pair encoding, each of which may be wrong. */
interface Parts {
  split: (word: string) => string[];
  /** How often a word counts. */
  texts: (words: string[]) => string[];
  order: (a: Entry, b: Entry) => number;
  merge: (symbols: string[], pair: string) => string[];
  least: number;
}

const marked = (word: string): string[] =>
  [...word].map((c, i, all) =>
    i === all.length - 1 ? `${c}</w>` : c,
  );

/** From the left; `skip` says how far to go after a merge. */
const mergeFromLeft =
  (skip: number) =>
  (symbols: string[], pair: string): string[] => {
    const merged: string[] = [];
    for (let i = 0; i < symbols.length; i++) {
      const isPair = `${symbols[i]} ${symbols[i + 1]}` === pair;
      merged.push(
        isPair ? symbols[i] + symbols[i + 1] : symbols[i],
      );
      if (isPair) i += skip;
    }
    return merged;
  };

const rightParts: Parts = {
  split: marked,
  texts: (words) => words,
  order: rightOrder,
  merge: mergeFromLeft(1),
  least: 2,
};

function countPairs(texts: string[][]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const symbols of texts)
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = `${symbols[i]} ${symbols[i + 1]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  return counts;
}

const learnBy =
  (wrong: Partial<Parts>) =>
  (words: string[], numMerges: number): string[] => {
    const parts = { ...rightParts, ...wrong };
    let texts = parts.texts(words).map(parts.split);
    const merges: string[] = [];
    while (merges.length < numMerges) {
      const [best] = [...countPairs(texts)].sort(parts.order);
      if (!best || best[1] < parts.least) break;
      merges.push(best[0]);
      texts = texts.map((one) => parts.merge(one, best[0]));
    }
    return merges;
  };

type Embed = (ids: tf.Tensor1D, table: tf.Tensor2D) => tf.Tensor;

const oneHotOf = (
  ids: tf.Tensor1D,
  table: tf.Tensor2D,
): tf.Tensor2D =>
  tf.oneHot(ids, table.shape[0]).toFloat() as tf.Tensor2D;

/** Right rows, changed afterwards. */
const embedAnd =
  (change: (rows: tf.Tensor2D, dim: number) => tf.Tensor): Embed =>
  (ids, table) =>
    tf.tidy(() =>
      change(
        tf.matMul(oneHotOf(ids, table), table),
        table.shape[1],
      ),
    );

/** Neighbours from all rows and the row of the word, as numbers. */
const neighboursBy =
  (
    score: (query: number[], row: number[]) => number,
    keepsItself = false,
  ) =>
  (vectors: tf.Tensor2D, id: number, k: number): number[] => {
    const rows = vectors.arraySync();
    const scores = rows.map((row) => score(rows[id], row));
    return rows
      .map((_, other) => other)
      .filter((other) => keepsItself || other !== id)
      .sort((a, b) => scores[b] - scores[a])
      .slice(0, k);
  };

const dot = (a: number[], b: number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);
const norm = (a: number[]): number => Math.sqrt(dot(a, a));
const cosine = (a: number[], b: number[]): number =>
  dot(a, b) / (norm(a) * norm(b));

interface PartnerParts {
  window: number;
  /** From counts to the rows that are compared. */
  rows: (counts: number[][]) => number[][];
  /** Which way, and how far. */
  sign: number;
  mayAnswerItself: boolean;
}

const unitRows = (rows: number[][]): number[][] =>
  rows.map((row) => row.map((x) => x / (norm(row) || 1)));

/** Positive pointwise mutual information. */
const informative = (counts: number[][]): number[][] => {
  const sums = counts.map((row) => row.reduce((s, x) => s + x, 0));
  const total = sums.reduce((s, x) => s + x, 0);
  return unitRows(
    counts.map((row, i) =>
      row.map((count, j) =>
        count === 0
          ? 0
          : Math.max(
              0,
              Math.log((count * total) / (sums[i] * sums[j])),
            ),
      ),
    ),
  );
};

const partnersBy =
  (wrong: Partial<PartnerParts>) =>
  (
    sentences: string[][],
    known: string[][],
    asked: string[],
  ): string[] => {
    const parts = {
      window: Infinity,
      rows: unitRows,
      sign: 1,
      mayAnswerItself: false,
      ...wrong,
    };
    const words = [...new Set(sentences.flat())].sort();
    const idOf = new Map(words.map((word, id) => [word, id]));
    const counts = words.map(() => words.map(() => 0));
    for (const sentence of sentences) {
      const ids = sentence.map((word) => idOf.get(word) ?? 0);
      ids.forEach((a, i) =>
        ids.forEach((b, j) => {
          if (i !== j && Math.abs(i - j) <= parts.window)
            counts[a][b]++;
        }),
      );
    }
    const rows = parts.rows(counts);
    const rowOf = (word: string): number[] =>
      rows[idOf.get(word) ?? 0];
    const direction = rows[0].map(
      (_, d) =>
        (parts.sign *
          known.reduce(
            (sum, [a, b]) => sum + rowOf(b)[d] - rowOf(a)[d],
            0,
          )) /
        known.length,
    );
    return asked.map((word) => {
      const goal = rowOf(word).map((x, d) => x + direction[d]);
      const scores = rows.map((row, id) =>
        words[id] === word && !parts.mayAnswerItself
          ? -Infinity
          : dot(row, goal),
      );
      return words[scores.indexOf(Math.max(...scores))];
    });
  };

const fromLibrary = BytePairEncoding.train(
  'tea tea tea team seat seat sea',
  { numMerges: 3 },
);
const [firstMerge, secondMerge, thirdMerge] =
  fromLibrary.merges.map((pair) => pair.join(' '));

export const mistakes: Mistakes = {
  buildVocabulary: [
    {
      id: 'more-than-minimum',
      says: 'a token must stand there more often than the minimum, not as often',
      hint: 'With the minimum 3, does a token that stands there 3 times belong to the list?',
      answer: vocabularyBy(
        rightOrder,
        (count, minimum) => count > minimum,
      ),
    },
    {
      id: 'no-minimum',
      says: 'the minimum frequency is not used',
      hint: 'Where does minFrequency stand in your code?',
      answer: vocabularyBy(rightOrder, () => true),
    },
    {
      id: 'ties-as-they-come',
      says: 'tokens of equal count stay in the order of the text',
      hint: 'Shuffle the text: the ids must not change. What decides between equal counts?',
      answer: vocabularyBy(([, m], [, n]) => n - m),
    },
    {
      id: 'ties-backwards',
      says: 'tokens of equal count stand in the reverse order',
      hint: 'Of two equally frequent tokens the smaller one comes first. Which sign does your comparison give then?',
      answer: vocabularyBy(
        ([a, m], [b, n]) => n - m || byCode(b, a),
      ),
    },
    {
      id: 'rare-first',
      says: 'the rarest token comes first',
      hint: 'For a falling order, which of the two counts is taken from which?',
      answer: vocabularyBy(
        ([a, m], [b, n]) => m - n || byCode(a, b),
      ),
    },
    {
      id: 'alphabet-only',
      says: 'the list is sorted by the alphabet; the counts do not matter',
      hint: 'The most frequent token comes first.',
      answer: vocabularyBy(([a], [b]) => byCode(a, b)),
    },
    {
      id: 'counts-as-text',
      says: 'the counts are compared as texts, so that 9 comes before 10',
      hint: 'sort without a comparison of numbers compares texts. Is "9" larger than "10"?',
      answer: vocabularyBy(
        ([a, m], [b, n]) =>
          byCode(`${n}`, `${m}`) * Number(m !== n) || byCode(a, b),
      ),
    },
    {
      id: 'alphabet-of-a-country',
      says: 'equal counts go by localeCompare, the alphabet of a country',
      hint: 'localeCompare depends on the settings of the computer. Compare with <.',
      answer: vocabularyBy(
        ([a, m], [b, n]) => n - m || a.localeCompare(b, 'fr'),
      ),
    },
    {
      id: 'capitals-like-small-letters',
      says: 'equal counts are compared without regard to capitals',
      hint: 'For <, is Z before or after a? Compare the tokens as they are.',
      answer: vocabularyBy(
        ([a, m], [b, n]) =>
          n - m || byCode(a.toLowerCase(), b.toLowerCase()),
      ),
    },
    {
      id: 'no-reserved',
      says: 'the reserved tokens are missing',
      hint: 'Which id do you give to a word that is not in the list?',
      answer: vocabularyBy(rightOrder, undefined, []),
    },
    {
      id: 'unknown-first',
      says: '<unk> stands first among the reserved tokens',
      hint: 'Look at the order in the statement: the id 0 belongs to <pad>.',
      answer: vocabularyBy(rightOrder, undefined, [
        '<unk>',
        '<pad>',
        '<bos>',
        '<eos>',
      ]),
    },
  ],
  threeMerges: [
    {
      id: 'ties-as-they-come',
      says: 'of equal pairs the one that comes first in the text is taken',
      hint: '"t e" and "e a</w>" stand there four times each. Which left symbol is smaller?',
      answer: {
        first: 't e',
        second: 'te a</w>',
        third: 's e',
        seam: 'se a m</w>',
      },
    },
    {
      id: 'no-end-mark',
      says: 'the a at the end of tea is taken for the a inside team',
      hint: 'The last character of a word carries </w>: it is another symbol.',
      answer: {
        first: 'e a',
        second: 't ea',
        third: 's ea',
        seam: 'sea m',
      },
    },
    {
      id: 'each-word-once',
      says: 'each different word is counted once',
      hint: 'tea stands there three times, so its pairs count three times.',
      answer: {
        first: 'e a',
        second: 'e a</w>',
        third: 'ea m</w>',
        seam: 's eam</w>',
      },
    },
  ],
  learnMerges: [
    {
      id: 'ties-as-they-come',
      says: 'of equal pairs the one that comes first in the text is taken',
      hint: 'Shuffle the words: the merges must not change.',
      answer: learnBy({ order: ([, m], [, n]) => n - m }),
    },
    {
      id: 'larger-symbol-first',
      says: 'of equal pairs the one with the larger symbol is taken',
      hint: 'Ties: the smaller left symbol goes first. Which sign does your comparison give then?',
      answer: learnBy({
        order: ([a, m], [b, n]) => n - m || byCode(b, a),
      }),
    },
    {
      id: 'right-symbol-first',
      says: 'of equal pairs the one with the smaller right symbol is taken',
      hint: 'The left symbols are compared first, the right ones only when the left are the same.',
      answer: learnBy({
        order: ([a, m], [b, n]) => {
          const turned = (pair: string): string =>
            pair.split(' ').reverse().join(' ');
          return n - m || byCode(turned(a), turned(b));
        },
      }),
    },
    {
      id: 'each-word-once',
      says: 'each different word is counted once',
      hint: 'A word that stands there four times has four votes.',
      answer: learnBy({ texts: (words) => [...new Set(words)] }),
    },
    {
      id: 'no-end-mark',
      says: 'the mark </w> at the end of words is missing',
      hint: 'How else could one tell the end of a word from its middle?',
      answer: learnBy({ split: (word) => [...word] }),
    },
    {
      id: 'mark-of-its-own',
      says: 'the mark </w> is a symbol of its own instead of a part of the last character',
      hint: 'tea begins as three symbols: t, e, a</w>.',
      answer: learnBy({ split: (word) => [...word, '</w>'] }),
    },
    {
      id: 'counted-once',
      says: 'the pairs are counted only once, before the first merge',
      hint: 'After "o l" became one symbol, does the pair "l d" still stand there?',
      answer: (words: string[], numMerges: number) =>
        [...countPairs(words.map(marked))]
          .sort(rightOrder)
          .filter(([, count]) => count >= 2)
          .slice(0, numMerges)
          .map(([pair]) => pair),
    },
    {
      id: 'used-twice',
      says: 'after a merge its right half is used again',
      hint: 'a a a becomes aa a, not aa aa a. Where does your loop go on?',
      answer: learnBy({ merge: mergeFromLeft(0) }),
    },
    {
      id: 'merges-single-pairs',
      says: 'it goes on merging pairs that stand there once',
      hint: 'When is there nothing more to learn?',
      answer: learnBy({ least: 1 }),
    },
    {
      id: 'merged-from-the-right',
      says: 'within a word the pair is merged from the right',
      hint: 'a a a becomes aa a, not a aa. At which end does your loop begin?',
      answer: learnBy({
        merge: (symbols, pair) => {
          const merged: string[] = [];
          for (let i = symbols.length - 1; i >= 0; i--) {
            const isPair =
              `${symbols[i - 1]} ${symbols[i]}` === pair;
            merged.unshift(
              isPair ? symbols[i - 1] + symbols[i] : symbols[i],
            );
            if (isPair) i--;
          }
          return merged;
        },
      }),
    },
    {
      id: 'once-in-a-word',
      says: 'a pair that stands twice in a word is counted once',
      hint: 'How often does the pair "a a" stand in a a a a, when every place counts?',
      answer: (words: string[], numMerges: number) => {
        let texts = words.map(marked);
        const merges: string[] = [];
        while (merges.length < numMerges) {
          const counts = new Map<string, number>();
          for (const symbols of texts)
            for (const pair of countPairs([symbols]).keys())
              counts.set(pair, (counts.get(pair) ?? 0) + 1);
          const [best] = [...counts].sort(rightOrder);
          if (!best || best[1] < 2) break;
          merges.push(best[0]);
          texts = texts.map((one) =>
            mergeFromLeft(1)(one, best[0]),
          );
        }
        return merges;
      },
    },
    {
      id: 'alphabet-of-a-country',
      says: 'equal counts go by localeCompare, the alphabet of a country',
      hint: 'localeCompare puts é before z. Compare the symbols with <.',
      answer: learnBy({
        order: ([a, m], [b, n]) =>
          n - m || a.localeCompare(b, 'fr'),
      }),
    },
    {
      id: 'merged-inside-symbols',
      says: 'the pair is searched in the joined text, so that it is also found at the end of a longer symbol',
      hint: 'In "ta b" the text "a b" stands, too. Compare whole symbols.',
      answer: learnBy({
        merge: (symbols, pair) =>
          symbols
            .join(' ')
            .replaceAll(pair, pair.replace(' ', ''))
            .split(' '),
      }),
    },
  ],
  embedByProduct: [
    {
      id: 'counted-from-one',
      says: 'the ids are taken to count from 1',
      hint: 'Which row has the id 0?',
      answer: ((ids, table) =>
        tf.tidy(() =>
          tf.matMul(
            oneHotOf(ids.sub(1) as tf.Tensor1D, table),
            table,
          ),
        )) as Embed,
    },
    {
      id: 'outside-the-tape',
      says: 'the values are right, but no gradient reaches the table: it was read out as numbers',
      hint: 'arraySync() ends the tape. Stay with tensors.',
      answer: ((ids, table) => {
        const rows = table.arraySync();
        return tf.tensor2d(
          Array.from(ids.dataSync(), (id) => rows[id]),
        );
      }) as Embed,
    },
    {
      id: 'columns',
      says: 'columns of the table are taken instead of rows',
      hint: 'Every token has a row. Which side does the one-hot vector stand on?',
      answer: ((ids, table) =>
        tf.tidy(() =>
          tf.matMul(
            tf.oneHot(ids, table.shape[1]).toFloat() as tf.Tensor2D,
            table,
            false,
            true,
          ),
        )) as Embed,
    },
    {
      id: 'depth-of-largest-id',
      says: 'the one-hot vectors are as long as the largest id that is used needs',
      hint: 'A table may have rows that no id asks for. Where does the number of rows stand?',
      answer: ((ids, table) =>
        tf.tidy(() => {
          const depth = Math.max(...ids.dataSync()) + 1;
          return tf.matMul(
            tf.oneHot(ids, depth).toFloat() as tf.Tensor2D,
            table,
          );
        })) as Embed,
    },
    {
      id: 'summed',
      says: 'the vectors of all tokens are added to one',
      hint: 'Asked for is one row for each id: (N, D).',
      answer: embedAnd((rows) => rows.sum(0)),
    },
    {
      id: 'times-root',
      says: 'the vectors are multiplied by √D',
      hint: 'The Transformer of 2017 does that, and lesson 10 says why. Here the row is asked for as it is.',
      answer: embedAnd((rows, dim) => rows.mul(Math.sqrt(dim))),
    },
    {
      id: 'normalised',
      says: 'the vectors are divided by their lengths',
      hint: 'Length 1 is for comparing. The embedding gives the row as it is.',
      answer: embedAnd((rows) => rows.div(rows.norm(2, 1, true))),
    },
    {
      id: 'softmaxed',
      says: 'the vectors went through a softmax',
      hint: 'A vector of an embedding is no distribution: its numbers may be negative.',
      answer: embedAnd((rows) => tf.softmax(rows)),
    },
  ],
  nearestWords: [
    {
      id: 'dot-product',
      says: 'the words are ranked by the dot product, so that long vectors win',
      hint: 'Divide both vectors by their lengths: then it is a cosine.',
      answer: neighboursBy(dot),
    },
    {
      id: 'itself',
      says: 'the word itself is among its neighbours',
      hint: 'What is the cosine of a vector with itself?',
      answer: neighboursBy(cosine, true),
    },
    {
      id: 'farthest-first',
      says: 'the word that points the other way comes first',
      hint: 'A large cosine means a small angle. Which way do you sort?',
      answer: neighboursBy((query, row) => -cosine(query, row)),
    },
    {
      id: 'distance',
      says: 'the words are ranked by the distance of their vectors, not by the angle',
      hint: 'A short vector that points exactly the same way is far from the tip of a long one.',
      answer: neighboursBy(
        (query, row) => -norm(row.map((x, i) => x - query[i])),
      ),
    },
    {
      id: 'sum-of-sizes',
      says: "the dot product is divided by the sum of the entries' sizes instead of the length",
      hint: 'norm(1, …) sums sizes. The length is the root of the sum of squares: norm(2, …).',
      answer: neighboursBy(
        (query, row) =>
          dot(query, row) /
          row.reduce((sum, x) => sum + Math.abs(x), 0),
      ),
    },
    {
      id: 'either-way',
      says: 'the sign of the cosine is lost: opposite directions count as near',
      hint: 'Cosine −1 is as far as it gets. Do you take an absolute value or a square?',
      answer: neighboursBy((query, row) =>
        Math.abs(cosine(query, row)),
      ),
    },
    {
      id: 'divided-by-squares',
      says: 'the dot product is divided by the squared lengths',
      hint: 'a · b grows in proportion to the length of each vector, not to its square.',
      answer: neighboursBy(
        (query, row) => dot(query, row) / dot(row, row),
      ),
    },
  ],
  findPartners: [
    {
      id: 'window-one',
      says: 'a word sees only the words that touch it',
      hint: 'In "the king found the crown by himself", how far is himself from king?',
      answer: partnersBy({ window: 1 }),
    },
    {
      id: 'raw-dot-product',
      says: 'the rows are not brought to length 1, so the most frequent word wins',
      hint: 'Look at what you find: is it always the same word?',
      answer: partnersBy({ rows: (counts) => counts }),
    },
    {
      id: 'backwards',
      says: 'the direction goes from b to a',
      hint: 'You have an a and look for a b.',
      answer: partnersBy({ sign: -1 }),
    },
    {
      id: 'no-direction',
      says: 'the known pairs are not used: this is the nearest neighbour',
      hint: 'The nearest word to duke may well be king. What leads from a king to a queen?',
      answer: partnersBy({ sign: 0 }),
    },
    {
      id: 'asked-word-itself',
      says: 'the asked word may be its own answer, and the direction is halved',
      hint: 'Leave the asked word out, and take the whole of b − a.',
      answer: partnersBy({ sign: 0.5, mayAnswerItself: true }),
    },
  ],
};

export const variants: Variants = {
  buildVocabulary: [
    { id: 'one-sort', answer: vocabularyBy(rightOrder) },
    {
      id: 'two-sorts',
      answer: (tokens: string[], minFrequency: number) => {
        const counts: Record<string, number> = {};
        for (const token of tokens)
          counts[token] = (counts[token] ?? 0) + 1;
        const kept = Object.keys(counts)
          .sort()
          .sort((a, b) => counts[b] - counts[a])
          .filter((token) => counts[token] >= minFrequency);
        return reserved.concat(kept);
      },
    },
  ],
  threeMerges: [
    {
      id: 'from-the-library',
      answer: {
        first: firstMerge,
        second: secondMerge,
        third: thirdMerge,
        seam: 's ea m</w>',
      },
    },
    {
      id: 'from-exercise-4.3',
      answer: (() => {
        const [first, second, third] = learnBy({})(
          'tea tea tea team seat seat sea'.split(' '),
          3,
        );
        const merge = mergeFromLeft(1);
        const pieces = [first, second, third].reduce(
          merge,
          marked('seam'),
        );
        return {
          first: first,
          second: second,
          third: third,
          seam: pieces.join(' '),
        };
      })(),
    },
  ],
  learnMerges: [
    { id: 'in-parts', answer: learnBy({}) },
    {
      id: 'library',
      answer: (words: string[], numMerges: number) =>
        BytePairEncoding.train(words, {
          numMerges: numMerges,
        }).merges.map((pair) => pair.join(' ')),
    },
    {
      id: 'each-word-with-its-count',
      answer: (words: string[], numMerges: number) => {
        const seen = new Map<string, number>();
        for (const word of words)
          seen.set(word, (seen.get(word) ?? 0) + 1);
        let texts = [...seen].map(
          ([word, times]) => [marked(word), times] as const,
        );
        const merges: string[] = [];
        for (let round = 0; round < numMerges; round++) {
          const counts = new Map<string, number>();
          for (const [symbols, times] of texts)
            for (const [pair, n] of countPairs([symbols]))
              counts.set(pair, (counts.get(pair) ?? 0) + n * times);
          let best = '';
          for (const [pair, n] of counts) {
            const most = counts.get(best) ?? 1;
            if (n > most || (n === most && n > 1 && pair < best))
              best = pair;
          }
          if (best === '') return merges;
          merges.push(best);
          texts = texts.map(([symbols, times]) => [
            mergeFromLeft(1)(symbols, best),
            times,
          ]);
        }
        return merges;
      },
    },
  ],
  embedByProduct: [
    {
      id: 'lookup',
      answer: ((ids, table) => tf.gather(table, ids)) as Embed,
    },
    {
      id: 'einsum',
      answer: ((ids, table) =>
        tf.tidy(() =>
          tf.einsum('nv,vd->nd', oneHotOf(ids, table), table),
        )) as Embed,
    },
    {
      id: 'rows-of-the-identity',
      answer: ((ids, table) =>
        tf.dot(
          tf.gather(tf.eye(table.shape[0]), ids),
          table,
        )) as Embed,
    },
    {
      id: 'own-one-hot',
      answer: ((ids, table) =>
        tf.tidy(() => {
          const places = tf.range(0, table.shape[0], 1, 'int32');
          const hot = ids.expandDims(1).equal(places).toFloat();
          return hot.expandDims(2).mul(table).sum(1);
        })) as Embed,
    },
  ],
  nearestWords: [
    { id: 'in-loops', answer: neighboursBy(cosine) },
    {
      id: 'library-cosine',
      answer: (vectors: tf.Tensor2D, id: number, k: number) => {
        const row = tf.tidy(
          () => cosineSimilarity(vectors, vectors).arraySync()[id],
        );
        return row
          .map((_, other) => other)
          .sort((a, b) => row[b] - row[a])
          .filter((other) => other !== id)
          .slice(0, k);
      },
    },
    {
      id: 'topk',
      answer: (vectors: tf.Tensor2D, id: number, k: number) =>
        tf.tidy(() => {
          const units = vectors.div(
            vectors.square().sum(1, true).sqrt(),
          ) as tf.Tensor2D;
          const query = units.slice([id, 0], [1, -1]);
          const scores = tf.matMul(query, units, false, true);
          const { indices } = tf.topk(scores.flatten(), k + 1);
          return indices.dataSync().filter((other) => other !== id);
        }),
    },
    {
      id: 'by-angle',
      answer: neighboursBy(
        (query, row) =>
          -Math.acos(Math.max(-1, Math.min(1, cosine(query, row)))),
      ),
    },
    {
      id: 'distance-of-units',
      answer: neighboursBy((query, row) => {
        const gap = row.map(
          (x, i) => x / norm(row) - query[i] / norm(query),
        );
        return -norm(gap);
      }),
    },
  ],
  findPartners: [
    { id: 'window-five', answer: partnersBy({ window: 5 }) },
    {
      id: 'mutual-information',
      answer: partnersBy({ rows: informative }),
    },
  ],
};
