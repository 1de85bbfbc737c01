// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//       format_version: '1.3'
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # Exercises 04 · Tokens and embeddings
//
// Six exercises, 20 points, about 80 minutes. They belong to [lesson 04](../notebooks/04-tokens-and-embeddings.ipynb).
//
// Write each answer in its cell, run it, then run the check below it. When you are stuck, ask for the next hint: `check('buildVocabulary', buildVocabulary, { hint: 2 })`. To see what a check used: `inputsOf('buildVocabulary', 2)`.

// %% setup
import { tf, useBackend } from 'kernel-lib';
import { check, inputsOf } from 'exercises';

await useBackend();

// %% [markdown]
// ## 4.1 · A vocabulary with a minimum frequency
//
// ●○○ · write · 10 min · 3 points
//
// Make the list whose places are the ids.
//
// - `buildVocabulary(tokens: string[], minFrequency: number): string[]`
// - First `<pad>`, `<bos>`, `<eos>`, `<unk>`, in this order. Then every token that stands in `tokens` at least `minFrequency` times.
// - The most frequent one first. Equal counts in the order in which JavaScript's `<` compares strings.
//
// Example: the tokens of "b a c a b a d" with the minimum 2 give `['<pad>', '<bos>', '<eos>', '<unk>', 'a', 'b']`.

// %% answer="buildVocabulary"
function buildVocabulary(
  tokens: string[],
  minFrequency: number,
): string[] {
  // #region solution
  const counts = new Map<string, number>();
  for (const token of tokens) {
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  const kept = [...counts]
    .filter(([, count]) => count >= minFrequency)
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([token]) => token);
  return ['<pad>', '<bos>', '<eos>', '<unk>', ...kept];
  // #endregion
}

// %% check="buildVocabulary"
await check('buildVocabulary', buildVocabulary);

// %% [markdown]
// ## 4.2 · Three merges on paper
//
// ●○○ · predict · 10 min · 2 points
//
// Do not run anything. The text is
//
// `tea tea tea team seat seat sea`
//
// Learn three merges, as in section 4.5: the last character of a word carries `</w>`, so `tea` begins as `t e a</w>`; of pairs that are equally frequent the smaller left symbol goes first, then the smaller right one (`a` is smaller than `a</w>`).
//
// Write each merge as its two symbols with a space between them. Then cut the new word `seam` with these three merges, in their order, and write its pieces with spaces between them.

// %% answer="threeMerges"
// #region solution
const threeMerges = {
  first: 'e a</w>',
  second: 'e a',
  third: 't ea</w>',
  seam: 's ea m</w>',
};
// #endregion
// #region stub
// const threeMerges = { first: '', second: '', third: '', seam: '' };
// #endregion

// %% check="threeMerges"
await check('threeMerges', threeMerges);

// %% [markdown]
// ## 4.3 · Learn the merges
//
// ●●● · write · 20 min · 5 points
//
// Byte-pair encoding, whole: count, merge, repeat.
//
// - `learnMerges(words: string[], numMerges: number): string[]`
// - `words`: the words of a text, with repetitions; the result: the merges in the order in which they are learned, each as `'left right'`
// - The last character of a word carries `</w>`. Every occurrence of a word counts.
// - Ties as in exercise 4.2. Stop early when no pair stands in the text twice.
// - Within a word merge from the left: `a a a` becomes `aa a`.
//
// Example: `learnMerges(['tea', 'tea', 'sea'], 5)` gives `['e a</w>', 't ea</w>']`: after the second merge no pair stands there twice.

// %% answer="learnMerges"
function learnMerges(words: string[], numMerges: number): string[] {
  // #region solution
  let current = words.map((word) =>
    [...word].map((c, i, all) =>
      i === all.length - 1 ? `${c}</w>` : c,
    ),
  );
  const merges: string[] = [];
  while (merges.length < numMerges) {
    const counts = new Map<string, number>();
    for (const symbols of current) {
      for (let i = 0; i + 1 < symbols.length; i++) {
        const pair = `${symbols[i]} ${symbols[i + 1]}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
    const [best] = [...counts].sort(
      ([a, m], [b, n]) => n - m || (a < b ? -1 : 1),
    );
    if (!best || best[1] < 2) break;
    merges.push(best[0]);
    current = current.map((symbols) => {
      const merged: string[] = [];
      for (let i = 0; i < symbols.length; i++) {
        const isPair =
          `${symbols[i]} ${symbols[i + 1]}` === best[0];
        merged.push(
          isPair ? symbols[i] + symbols[i + 1] : symbols[i],
        );
        if (isPair) i++;
      }
      return merged;
    });
  }
  return merges;
  // #endregion
}

// %% check="learnMerges"
await check('learnMerges', learnMerges);

// %% [markdown]
// ## 4.4 · An embedding without a lookup
//
// ●●○ · write · 10 min · 3 points
//
// Compute what an embedding layer gives as a product with one-hot vectors. The gradient must reach the table, and only the rows that were used.
//
// - `embedByProduct(ids: tf.Tensor1D, table: tf.Tensor2D): tf.Tensor`
// - `ids` (N) `int32`, `table` (V, D); the result (N, D)
// - `tf.oneHot` gives whole numbers, and a product needs `float32`: `toFloat()`.
//
// Example: the ids `[2, 0]` and the table `[[1, 2], [3, 4], [5, 6]]` give `[[5, 6], [1, 2]]`.

// %% answer="embedByProduct"
function embedByProduct(
  ids: tf.Tensor1D,
  table: tf.Tensor2D,
): tf.Tensor {
  // #region solution
  return tf.tidy(() => {
    const oneHot = tf.oneHot(ids, table.shape[0]); // (N, V)
    return tf.matMul(oneHot.toFloat(), table); // (N, D)
  });
  // #endregion
}

// %% check="embedByProduct"
await check('embedByProduct', embedByProduct);

// %% [markdown]
// ## 4.5 · Neighbours that are only loud
//
// ●●○ · repair · 10 min · 3 points
//
// The function below shall return the `k` words whose vectors point most nearly the same way as that of word `id`, the nearest first, without the word itself. It runs, and its favourites are always the same few words. Repair it.
//
// - `nearestWords(vectors: tf.Tensor2D, id: number, k: number): number[]`
// - `vectors` (V, D); the result: `k` ids. No vector is zero.
//
// Example: of the vectors `[[1, 1], [2, 1], [9, 0]]` the nearest to word 0 is word 1, at 18°. The code below says word 2, at 45°.

// %% answer="nearestWords"
function nearestWords(
  vectors: tf.Tensor2D,
  id: number,
  k: number,
): number[] {
  // #region solution
  const scores = tf.tidy(() => {
    const units: tf.Tensor2D = vectors.div(
      vectors.norm(2, 1, true),
    );
    const query: tf.Tensor1D = units.gather([id]).flatten(); // (D)
    return Array.from(tf.dot(units, query).dataSync()); // (V)
  });
  return scores
    .map((_, other) => other)
    .filter((other) => other !== id)
    .sort((a, b) => scores[b] - scores[a])
    .slice(0, k);
  // #endregion
  // #region stub
  // const scores = tf.tidy(() => {
  //   const query: tf.Tensor1D = vectors.gather([id]).flatten();
  //   return Array.from(tf.dot(vectors, query).dataSync()); // (V)
  // });
  // return scores
  //   .map((_, other) => other)
  //   .filter((other) => other !== id)
  //   .sort((a, b) => scores[b] - scores[a])
  //   .slice(0, k);
  // #endregion
}

// %% check="nearestWords"
await check('nearestWords', nearestWords);

// %% [markdown]
// ## 4.6 · Find the partner
//
// ●●● · build · 20 min · 4 points
//
// Build word vectors from sentences, and use them. You get pairs of words that differ in one thing (king and queen), and other words whose partners are to be found. No sentence holds both words of a pair.
//
// - `findPartners(sentences: string[][], known: string[][], asked: string[]): string[] | Promise<string[]>`
// - `sentences`: their tokens; `known`: pairs `[a, b]`; `asked`: words that are the `a` of their pair; the result: for each its `b`
// - Any way to vectors is allowed: counts as in section 4.7, or training as in 4.8. Counting takes less than a second and is enough.
//
// Passed is: at least 6 of 7 partners are right. The sentences are a part of the lesson's corpus. In one of the checks all words are written in a secret alphabet, so it does not help to know English.
//
// Example: with the pairs `[['king', 'queen'], ['uncle', 'aunt']]` and enough sentences, `['duke']` gives `['duchess']`.

// %% answer="findPartners"
function findPartners(
  sentences: string[][],
  known: string[][],
  asked: string[],
): string[] | Promise<string[]> {
  // #region solution
  const words = [...new Set(sentences.flat())];
  const idOf = new Map(words.map((word, id) => [word, id]));
  const rows = words.map(() => words.map(() => 0)); // (V, V)
  for (const sentence of sentences) {
    const ids = sentence.map((word) => idOf.get(word) ?? 0);
    for (const a of ids) for (const b of ids) rows[a][b] += 1;
  }
  words.forEach((_, id) => (rows[id][id] = 0));
  const units = rows.map((row) => {
    const length = Math.sqrt(row.reduce((s, x) => s + x * x, 0));
    return row.map((x) => x / length);
  });
  const unitOf = (word: string): number[] =>
    units[idOf.get(word) ?? 0];
  const direction = words.map((_, d) =>
    known.reduce(
      (sum, [a, b]) => sum + unitOf(b)[d] - unitOf(a)[d],
      0,
    ),
  );
  return asked.map((word) => {
    const goal = unitOf(word).map(
      (x, d) => x + direction[d] / known.length,
    );
    const scores = units.map((unit, id) =>
      words[id] === word
        ? -Infinity
        : unit.reduce((sum, x, d) => sum + x * goal[d], 0),
    );
    return words[scores.indexOf(Math.max(...scores))];
  });
  // #endregion
}

// %% check="findPartners"
await check('findPartners', findPartners);

// %% [markdown]
// ## Done
//
// You have built a tokenizer, an embedding and word vectors. A word still has one vector, whatever stands around it. The next lessons read whole sentences.
