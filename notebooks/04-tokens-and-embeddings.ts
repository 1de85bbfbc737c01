// ---
// jupyter:
//   jupytext:
//     text_representation:
//       extension: .ts
//       format_name: percent
//   kernelspec:
//     display_name: TypeScript
//     language: typescript
//     name: tslab
// ---

// %% [markdown]
// # 04 · Tokens and embeddings
//
// *A network computes with vectors, and a text has none. Cut it into pieces, number the pieces, give each number a vector: and let the neighbours of a word decide where its vector points.*
//
// **After this lesson you can**
//
// - turn a text into ids, with words and with byte-pair encoding, and say what each does to a word that it has never seen;
// - show that an embedding is a one-hot vector times a matrix, and compute its gradient;
// - choose between dot product, cosine and angle, and train word vectors by skip-gram with negative sampling.
//
// 50 min to read, 130 min with the exercises · builds on [03 · Scoring functions and masked softmax](03-scoring-functions.ipynb) · 6 exercises, 20 points · the cells run in about 25&nbsp;s on two cores
//
// ---

// %% setup
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { maxDifference, fit, paced } from 'kernel-lib';
import { tokenize, Vocabulary, reservedTokens } from 'kernel-lib';
import { BytePairEncoding, skipGramExamples } from 'kernel-lib';
import { Embedding, cosineSimilarity } from 'kernel-lib';
import { nearestNeighbours, principalComponents } from 'kernel-lib';
import { embeddingCorpus, embeddingPairs } from 'kernel-lib';
import { enfrPairs } from 'kernel-lib';
import { bars, heatmap, lines, scatter } from 'kernel-lib';
import { show, showTable, headline } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 4.1 · What a machine sees
//
// In lesson 03 words came as vectors, and nobody asked from where. A text file holds something else: a number for each character, its **code point**. Which words are alike, by what the file holds? A natural measure is the **edit distance**: how many characters must be changed, added or removed to make one word from the other.
//
// *Before you run the two cells: which word will be nearest to "house"? To "king"? To "nun"?*

// %%
function editDistance(a: string, b: string): number {
  // row[j]: from the first i letters of a to the first j of b
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, swap));
    }
    row = next;
  }
  return row[b.length];
}

const codePoints = [...'king'].map((c) => c.codePointAt(0));
console.log('king is', codePoints.join(' '));

// %%
const corpus = embeddingCorpus(); // 3,360 sentences in words
const allWords = [...new Set(corpus.flat())];

function spelledLike(word: string): string {
  const others = allWords.filter((other) => other !== word);
  const far = others.map((other) => editDistance(word, other));
  const least = Math.min(...far);
  const nearest = others.filter((_, i) => far[i] === least);
  return nearest.slice(0, 3).join(', ');
}
const askedWords = ['king', 'house', 'nun', 'boat'];
showTable(
  askedWords.map((word) => {
    return { word: word, 'nearest in spelling': spelledLike(word) };
  }),
);

// %% [markdown]
// A house is as near to a horse and a mouse as to *houses*, and a king is like a ring. Spelling says almost nothing about meaning: that a word stands for a thing is an agreement between people, and characters do not record it.
//
// So we need three steps. **Tokens**: cut the text into pieces. **Ids**: number the pieces. **Embedding**: give every number a vector, and learn the vectors from the text.
//
// ## 4.2 · Cut
//
// A **token** is one piece of text that gets one number. The first idea is to cut at spaces.
//
// *Before you run it: how many tokens does the sentence have when it is cut at spaces? Which of them would you not want in a dictionary?*

// %%
const sentence = "L'été, c'est fini ! Don't go.";
console.log('spaces:  ', sentence.split(' ').join(' | '));
console.log('tokenize:', tokenize(sentence).join(' | '));

// %% [markdown]
// Cut at spaces, `L'été,` and `été` are two words with nothing in common. `tokenize` makes letters small, cuts punctuation and French elisions (`l'`, `c'`) off, and leaves `don't` whole. Each of these is a choice, so a model must be used with the tokenizer that it was trained with.
//
// ## 4.3 · Number, by hand
//
// A **vocabulary** is a list of tokens; the place in the list is the **id**. Count, sort by falling count, and put four **reserved** tokens in front: `<pad>` fills up, `<bos>` and `<eos>` mark beginning and end, `<unk>` stands for whatever is not in the list.
//
// *On paper: which id has "chat" in the three sentences below? Equal counts go by the alphabet.*

// %%
const tiny = ['le chat dort', 'le chat mange', 'la souris dort'];

const tallies = new Map<string, number>();
for (const token of tiny.flatMap(tokenize)) {
  tallies.set(token, (tallies.get(token) ?? 0) + 1);
}
const ranked = [...tallies].sort(
  ([a, m], [b, n]) => n - m || (a < b ? -1 : 1),
);
const byHand = [...reservedTokens, ...ranked.map(([t]) => t)];
showTable(
  byHand.map((token, id) => {
    return { id: id, token: token, count: tallies.get(token) ?? 0 };
  }),
);

// %% [markdown]
// The library's `Vocabulary` does the same. Its `idsOf` goes from tokens to ids, its `tokensOf` back.
//
// *"chien" (dog) is in none of the three sentences. What will become of it, there and back?*

// %%
const vocabulary = new Vocabulary(tiny.map(tokenize));
const isSame = vocabulary.tokens.join() === byHand.join();
console.log('library and hand agree:', isSame);
const ids = vocabulary.idsOf(tokenize('le chien dort'));
console.log('le chien dort ->', ids.join(' '));
console.log('and back:', vocabulary.tokensOf(ids).join(' '));

// %% [markdown]
// "chien" became 3, `<unk>`, and did not come back. That is the price of a list: it ends.
//
// ## 4.4 · Words that nobody has seen
//
// How often does that happen? Take the first $n$ French sentences of a generated corpus, make a vocabulary of them, and read 500 *other* sentences of the same grammar.
//
// *Guess: after 100 sentences, what share of the 500 new ones holds at least one unknown word?*

// %%
const french = enfrPairs('train').map((pair) => pair.french);
const unseen = enfrPairs('test').map((pair) => pair.french);

const withUnknown = (known: Vocabulary): number =>
  unseen.filter((s) => s.some((word) => !known.has(word))).length /
  unseen.length;

const sizes = [30, 100, 300, 1000, 3000];
const unknownShares = sizes.map((n) =>
  withUnknown(new Vocabulary(french.slice(0, n))),
);
show(
  lines([{ name: 'words', x: sizes, y: unknownShares }], {
    title: 'A short list of words fails on most new sentences',
    subtitle: 'Share of 500 new sentences with an unknown word.',
    xTitle: 'sentences that the vocabulary was made of',
    yTitle: 'share',
    xLog: true,
    marks: true,
  }),
);

// %%
const hundred = french.slice(0, 100);
const smallVocabulary = new Vocabulary(hundred);
const lost = unseen
  .flat()
  .filter((word) => !smallVocabulary.has(word));
const examples = [...new Set(lost)].slice(0, 8);
const lostShare = (100 * lost.length) / unseen.flat().length;
console.log(`unknown words: ${lostShare.toFixed(0)} %`);
console.log(`for example: ${examples.join(', ')}`);

// %% [markdown]
// After 100 sentences about one word in eleven is unknown, and that spoils more than half of the sentences. Look at the examples: many are *forms* of words that were seen. To a list, `petit` and `petite` are as different as `petit` and `orange`.
//
// Our grammar has some 420 French word forms, so 3,000 sentences are enough. A real language has no last word: the longer one reads, the more new words come (**Heaps' law**). Every one of them would need a vector, and most would be seen too rarely to learn it. So people cut the list: words rarer than a **minimum frequency** become `<unk>`.

// %%
const limits = [1, 2, 5, 20, 50];
const limited = limits.map((minFrequency) => {
  const options = { minFrequency: minFrequency };
  return new Vocabulary(french, options);
});
showTable(
  limits.map((limit, i) => ({
    'min. frequency': limit,
    'size V': limited[i].size,
    'vectors of 64 need': (limited[i].size * 64).toLocaleString(
      'en',
    ),
    'spoiled sentences': withUnknown(limited[i]).toFixed(3),
  })),
  { caption: 'Vocabularies of 8,000 sentences' },
);

// %% [markdown]
// Half the list costs half the parameters, and spoils a quarter of the sentences. On real text this is expensive at both ends: GPT-2 has 50,257 tokens with 768 numbers each, 38.6 million, almost a third of its smallest model.
//
// Could a list be small *and* know every word? Yes, if its entries are not words.
//
// ## 4.5 · Byte-pair encoding, by hand
//
// Begin with single characters. Then **merge**: find the two neighbours that stand side by side most often, make one symbol of them, and repeat. Frequent words become one symbol; rare ones stay in pieces, **sub-words**. The last character of a word carries the mark `</w>`.
//
// *On paper: in the text below, which pair is the most frequent?*

// %%
const ages =
  'old old old old older older oldest ' +
  'cold cold cold colder colder told';
const split = (word: string): string[] =>
  [...word].map((c, i) => (i === word.length - 1 ? `${c}</w>` : c));

function countPairs(texts: string[][]): [string, number][] {
  const counts = new Map<string, number>();
  for (const symbols of texts) {
    for (let i = 0; i + 1 < symbols.length; i++) {
      const pair = `${symbols[i]} ${symbols[i + 1]}`;
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return [...counts].sort(
    ([a, m], [b, n]) => n - m || (a < b ? -1 : 1),
  );
}
const spelled = ages.split(' ').map(split);
for (const [pair, times] of countPairs(spelled).slice(0, 4)) {
  console.log(`${times} times: ${pair}`);
}

// %% [markdown]
// `o l` is in every word: 13 times. It becomes one symbol, `ol`, everywhere; then the counting starts again. Of pairs that are equally frequent we take the first by the alphabet: without such a rule two computers would learn two tokenizers.
//
// *Next: is it `ol d` or `ol d</w>`?*

// %%
function mergePair(symbols: string[], pair: string): string[] {
  const merged: string[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const isPair = `${symbols[i]} ${symbols[i + 1]}` === pair;
    merged.push(isPair ? symbols[i] + symbols[i + 1] : symbols[i]);
    if (isPair) i++; // the right half is used up
  }
  return merged;
}

// %%
let current = spelled;
const merges: string[] = [];
const log: object[] = [];
for (;;) {
  const [best] = countPairs(current);
  if (!best || best[1] < 2) break;
  const [pair, count] = best;
  current = current.map((symbols) => mergePair(symbols, pair));
  merges.push(pair);
  const distinct = new Set(current.map((s) => s.join(' ')));
  const words = [...distinct].slice(0, 4).join(', ');
  log.push({ merge: pair, times: count, 'first words': words });
}
showTable(log, { caption: `${merges.length} merges` });

// %% [markdown]
// Seven merges, then no pair stands there twice. `old`, `older`, `cold` and `colder` are one symbol each; `oldest` and `told` are still in pieces. Does the library learn the same? Then the important test: words that were never in the text.

// %%
const agesBpe = BytePairEncoding.train(ages, { numMerges: 100 });
const learned = agesBpe.merges.map((pair) => pair.join(' '));
console.log('same merges:', learned.join() === merges.join());

for (const word of ['cold', 'coldest', 'toldest', 'gold']) {
  const pieces = agesBpe.encode(word).tokens.join(' + ');
  console.log(word.padEnd(8), pieces);
}

// %% [markdown]
// A new word is cut into known pieces. Only `g`, a character that the text does not have, is `<unk>`. GPT-2 closes this last hole: it begins with the 256 *bytes* instead of characters (`kind: 'byteLevel'`), and every text in every script is made of bytes.
//
// Now the French corpus, the same 100 sentences as before. Words left 9 % of the new text unknown. *What will the merges leave? And what will they cost?*

// %%
const hundredTexts = hundred.map((tokens) => tokens.join(' '));
const unseenTexts = unseen.map((tokens) => tokens.join(' '));
const mergeCounts = [0, 25, 50, 100, 200, 295];
let unknownPieces = 0;
const piecesPerWord = mergeCounts.map((numMerges) => {
  const bpe = BytePairEncoding.train(hundredTexts, {
    numMerges: numMerges,
  });
  const pieces = unseenTexts.flatMap((s) => bpe.encode(s).tokens);
  const unknown = pieces.filter((piece) => piece === '<unk>');
  unknownPieces += unknown.length;
  return pieces.length / unseen.flat().length;
});
console.log('unknown pieces:', unknownPieces);
const cost = { name: 'pieces', x: mergeCounts, y: piecesPerWord };
show(
  lines([cost], {
    title: 'Nothing is unknown; few merges make a long text',
    subtitle: 'Pieces per word in 500 new sentences.',
    xTitle: 'merges learned from 100 sentences',
    yTitle: 'pieces per word',
    marks: true,
  }),
);

// %% [markdown]
// Not one unknown piece. The price is length: nearly four pieces a word without merges, 1.4 with all. Attention pays for length with its square (exercise 3.6), so real tokenizers learn tens of thousands of merges.
//
// ## 4.6 · From an id to a vector
//
// Ids are names, not quantities: token 8 is not twice token 4. A **one-hot** vector $e_i$ has no false order: zeros, and a 1 at place $i$. Multiply it by a matrix $E$ that is learned:
//
// $$x = e_i E$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $e_i$ | one-hot vector of token $i$ | $(V)$ |
// | $E$ | the **embedding**: a row for every token | $(V, D)$ |
// | $x$ | the vector of the token | $(D)$ |
//
// *By hand: $V = 3$, $D = 2$. What is $e_2 E$ for $E = ((1, 2), (3, 4), (5, 6))$, counted from 0?*

// %%
function oneHotTimes(id: number, table: number[][]): number[] {
  const hot = table.map((_, i) => (i === id ? 1 : 0)); // (V)
  return table[0].map((_, d) =>
    table.reduce((sum, row, i) => sum + hot[i] * row[d], 0),
  ); // (D)
}
const smallTable = [
  [1, 2],
  [3, 4],
  [5, 6],
];
console.log(oneHotTimes(2, smallTable).join(', '));

// %% [markdown]
// The product of all that work is row 2. Nobody computes it: `Embedding` *looks the row up*. **Claim: "an embedding layer is a linear layer."** Test values and gradients, on a batch.

// %%
const embedding = new Embedding({
  numEmbeddings: vocabulary.size,
  dim: 6,
  random: seededRandom(1),
});
const { weight } = embedding; // (V, D)
const batch = vocabulary.idsOf(['le', 'chat', 'le']);
const batchIds = tf.tensor1d(batch, 'int32'); // (3)
const oneHot = tf.oneHot(batchIds, vocabulary.size).toFloat();

const ways = [
  (): tf.Tensor => embedding.forward(batchIds),
  (): tf.Tensor => tf.matMul(oneHot, weight),
]; // both (3, D)
const [lookup, product] = ways.map((way) => way());
console.log('values differ by', maxDifference(lookup, product));

// %% [markdown]
// The values are the same. *And the gradients? Which rows of the table will have one?*

// %%
const [slope, otherSlope] = ways.map((way) => {
  const loss = (): tf.Scalar => way().square().sum();
  return tf.variableGrads(loss, [weight]).grads[weight.name];
}); // both (V, D)
console.log('gradients: ', maxDifference(slope, otherSlope));
const moved = slope.abs().sum(1).dataSync();
const names = vocabulary.tokens.filter((_, i) => moved[i] > 0);
console.log('rows with a gradient:', names.join(', '));

// %% [markdown]
// **True: a linear layer without bias, whose input is one-hot.** The lookup only saves the $V \cdot D$ multiplications. And the gradient reaches *only the rows of the tokens that are in the batch*: a rare word is rarely moved. That is the second reason to cut rare words off.
//
// ## 4.7 · How near are two vectors?
//
// Three measures, and they are often confused:
//
// $$a \cdot b = \sum_i a_i b_i \qquad \cos\theta = \frac{a \cdot b}{\lVert a\rVert\,\lVert b\rVert} \qquad \theta = \arccos(\cos\theta)$$
//
// *Predict: to which of the three candidates is (1, 1) nearest by dot product, and to which by cosine?*

// %%
const dot = (a: number[], b: number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i], 0);
const norm = (a: number[]): number => Math.sqrt(dot(a, a));
const cosine = (a: number[], b: number[]): number =>
  dot(a, b) / (norm(a) * norm(b));

const candidates = [
  [1, 1],
  [0.4, 0.5],
  [9, 0],
];
const measures = candidates.map((c) => ({
  candidate: `(${c.join(', ')})`,
  'dot product': dot([1, 1], c).toFixed(2),
  cosine: cosine([1, 1], c).toFixed(3),
  'angle in °': (
    (Math.acos(Math.min(1, cosine([1, 1], c))) * 180) /
    Math.PI
  ).toFixed(1),
}));
showTable(measures, { caption: 'Compared with (1, 1)' });

// %% [markdown]
// By the dot product (1, 1) is nearer to (9, 0) than to *itself*. Cosine and angle do not see lengths; they give the same order, because the arc cosine only falls.
//
// Does it matter for words? The simplest vectors come from **counting**: for each word, how often does every other word stand within five places of it? "You shall know a word by the company it keeps" (Firth, 1957).

// %%
const words = new Vocabulary(corpus, { reserved: [] });
const idSentences = corpus.map((tokens) => words.idsOf(tokens));
const pairs = embeddingPairs();
const nouns = pairs.flatMap(({ a, b }) => [a, b]); // 56

const counted = words.tokens.map(() => words.tokens.map(() => 0));
for (const list of idSentences) {
  list.forEach((center, i) =>
    list.forEach((other, j) => {
      const isNear = i !== j && Math.abs(i - j) <= 5;
      if (isNear) counted[center][other]++;
    }),
  );
}
console.log(`${words.size} words, ${nouns.length} nouns`);

// %% [markdown]
// Now every noun asks for the nearest other word, by dot product and by cosine. *"the" is by far the most frequent word of the corpus. For how many of the 56 nouns will it be the nearest?*

// %%
type Measure = (a: number[], b: number[]) => number;

function nearestByCounts(word: string, near: Measure): string {
  const own = words.idOf(word);
  const scores = counted.map((row, id) =>
    id === own ? -Infinity : near(counted[own], row),
  );
  return words.tokens[scores.indexOf(Math.max(...scores))];
}
const byDot = nouns.map((noun) => nearestByCounts(noun, dot));
const byCosine = nouns.map((noun) => nearestByCounts(noun, cosine));
showTable(
  ['king', 'cat', 'girl', 'teeth'].map((noun) => ({
    noun: noun,
    'by dot product': byDot[nouns.indexOf(noun)],
    'by cosine': byCosine[nouns.indexOf(noun)],
  })),
);
const the = byDot.filter((word) => word === 'the').length;
console.log(`"the" is nearest to ${the} of 56 nouns`);

// %% [markdown]
// For *all* of them. A count vector is as long as its word is frequent, and the dot product prefers what is long: this is **frequency bias**. The cosine finds nouns.
//
// **Claim you will read: "the dot product is a way to compute the angular distance."** Lesson 03 tested it on one key. **Verdict: only for normalised vectors.** Then $a \cdot b = \cos\theta$, and the distance agrees, too: $\lVert a - b\rVert^2 = \lVert a\rVert^2 + \lVert b\rVert^2 - 2\, a \cdot b = 2 - 2\cos\theta$.
//
// ## 4.8 · Learn the vectors
//
// A table of counts has $V^2$ numbers. **Skip-gram with negative sampling** (Mikolov and others, 2013) reaches a similar place with $D \ll V$ numbers a word. The game: given a word, the **centre**, tell a word of its **window** (here: at most five places away) from **negatives**, random words that are not there.
//
// *What will the first examples look like? Could you win the game?*

// %%
const game = skipGramExamples(idSentences, {
  window: 5,
  numNegatives: 2,
  random: seededRandom(1),
});
const numGames = game.centers.length.toLocaleString('en');
showTable(
  game.centers.slice(0, 4).map((center, i) => ({
    centre: words.tokens[center],
    'in its window': words.tokens[game.contexts[i]],
    negatives: words.tokensOf(game.negatives[i]).join(', '),
  })),
  { caption: `4 of ${numGames} examples` },
);

// %% [markdown]
// Frequent words are drawn more often as negatives, too: by their count to the power 0.75, as in the paper.
//
// Who wins this game knows which company each word keeps. Every word has two vectors, $v$ as a centre and $u$ as a neighbour; a large dot product says "they belong together". The loss of one example:
//
// $$L = -\log\sigma(u_o \cdot v_c) - \sum_{k=1}^{K} \log\sigma(-u_k \cdot v_c), \qquad \sigma(s) = \frac{1}{1 + e^{-s}}$$
//
// | symbol | is | shape |
// | :--- | :--- | :--- |
// | $v_c$, $u_o$ | the centre, the word in its window | $(D)$ |
// | $u_k$ | the $K$ negatives | $(D)$ each |
// | $\sigma(s)$ | how likely the score $s$ is to be that of true neighbours | a number |
//
// *By hand: scores of 2 for the neighbour and −1 for one negative. Is the loss above or below 1?*

// %%
const sigmoid = (s: number): number => 1 / (1 + Math.exp(-s));
const lossByHand = -Math.log(sigmoid(2)) - Math.log(sigmoid(1));
console.log(lossByHand.toFixed(4));

// %% [markdown]
// Far below 1: both scores have the right sign. Without knowledge all scores are 0, and each term costs $\log 2 = 0.69$.
//
// The same for $N$ centres at once. Since $-\log\sigma(s) = \log(1 + e^{-s})$, and tensors have `softplus(s)` $= \log(1 + e^s)$, it is enough to turn the sign of the first score.

// %%
function skipGramLoss(
  centers: tf.Tensor2D, // (N, D)
  others: tf.Tensor3D, // (N, 1 + K, D): the true one first
): tf.Scalar {
  const rows: tf.Tensor3D = centers.expandDims(1); // (N, 1, D)
  const scores = tf.matMul(rows, others, false, true);
  const isFalse = tf.range(0, others.shape[1]).greater(0);
  const signs = isFalse.toFloat().mul(2).sub(1); // -1, 1, 1, …
  return tf.softplus(scores.mul(signs)).sum(2).mean();
}
const oneCenter = tf.tensor2d([[1, 0]]);
const twoOthers = tf.tensor3d([
  [
    [2, 5],
    [-1, 7],
  ],
]);
const byTensors = skipGramLoss(oneCenter, twoOthers);
console.log('by hand, in a batch:', byTensors.dataSync()[0]);

// %% [markdown]
// Why are there negatives? And why is the window 5 words wide? Keep both questions; section 4.10 changes them.
//
// The training draws a batch of examples, looks the vectors up and computes the loss. At each step it counts the tensors that are alive: a step that leaves some behind fills the memory.

// %%
const size = { numEmbeddings: words.size, dim: 48 }; // V, D
const batchSize = 512; // N
const seed = 4;
const steps = paced({ full: 1000, quick: 400 });
const numTensors: number[] = []; // alive before each step

// %%
function skipGramBatches(
  texts: number[][],
  window: number,
  numNegatives: number,
) {
  const random = seededRandom(seed);
  const numbers = { window: window, numNegatives: numNegatives };
  const all = skipGramExamples(texts, {
    ...numbers,
    random: random,
  });
  const order = random.shuffle(all.centers.map((_, i) => i));
  return (step: number) => {
    const at = Array.from({ length: batchSize }, (_, i) => {
      return order[(step * batchSize + i) % order.length];
    });
    return {
      centers: at.map((i) => all.centers[i]),
      others: at.map((i) => [all.contexts[i], ...all.negatives[i]]),
    }; // (N), (N, 1 + K)
  };
}

// %%
async function learn(
  label: string,
  batchOf: ReturnType<typeof skipGramBatches>,
): Promise<{ vectors: tf.Tensor2D; losses: number[] }> {
  const random = seededRandom(seed);
  const asCenter = new Embedding({ ...size, random: random });
  const asOther = new Embedding({ ...size, random: random });
  const history = await fit({
    steps: steps,
    label: label,
    learningRate: 0.03,
    variables: [asCenter.weight, asOther.weight],
    loss: (step) => {
      numTensors.push(tf.memory().numTensors);
      const { centers, others } = batchOf(step);
      const v = asCenter.forward(tf.tensor1d(centers, 'int32'));
      const otherIds = tf.tensor2d(others, undefined, 'int32');
      const u = asOther.forward(otherIds); // (N, 1 + K, D)
      return skipGramLoss(v, u);
    },
  });
  asOther.dispose();
  return { vectors: asCenter.weight, losses: history.losses };
}

// %% [markdown]
// What shall count as success? The corpus has pairs of words that differ in one thing: gender (king, queen) or number (cat, cats). 14 pairs $(a, b)$ are **known**, 14 are **held out** and asked both ways. The vectors know nothing of pairs, and no sentence has both words of one.
//
// Give all vectors length 1. The **direction** of a relation is the mean difference of its $n$ known pairs:
//
// $$\delta = \frac{1}{n}\sum_{i=1}^{n} (b_i - a_i) \qquad \text{shape } (D)$$
//
// Our guess for a held-out word $w$ is the word nearest to $w + \delta$, by cosine; on the way back, to $w - \delta$.

// %%
type Pair = { a: string; b: string };

const unitRows = (rows: tf.Tensor2D): tf.Tensor2D =>
  rows.div(rows.norm(2, 1, true)); // each row of length 1
const rowsFor = (table: tf.Tensor2D, list: string[]): tf.Tensor2D =>
  tf.gather(table, words.idsOf(list));

function meanDirection(units: tf.Tensor2D, known: Pair[]) {
  const side = (key: 'a' | 'b'): tf.Tensor => {
    const list = known.map((pair) => pair[key]);
    return rowsFor(units, list); // (n, D)
  };
  return side('b').sub(side('a')).mean(0); // (D)
}

// %%
function ask(
  units: tf.Tensor2D,
  { a, b }: Pair,
  direction: tf.Tensor,
  mayBeItself: boolean,
) {
  const id = words.idOf(a);
  const row = units.gather([id]).flatten();
  const goal: tf.Tensor1D = row.add(direction);
  const out = { exclude: mayBeItself ? [] : [id] };
  const [best] = nearestNeighbours(units, goal, 1, out);
  return { word: a, partner: b, guess: words.tokens[best.index] };
}

// %%
function askHeldOut(vectors: tf.Tensor2D, mayBeItself = false) {
  return tf.tidy(() => {
    const units = unitRows(vectors);
    return ['gender', 'number'].flatMap((relation) => {
      const own = pairs.filter((one) => one.relation === relation);
      const known = own.filter((one) => !one.isHeldOut);
      const there = meanDirection(units, known);
      const back = there.neg();
      return own
        .filter((one) => one.isHeldOut)
        .flatMap(({ a, b }) => [
          ask(units, { a: a, b: b }, there, mayBeItself),
          ask(units, { a: b, b: a }, back, mayBeItself),
        ]);
    });
  });
}
const accuracy = (asked: ReturnType<typeof askHeldOut>): number =>
  asked.filter((q) => q.guess === q.partner).length / asked.length;

// %% [markdown]
// 28 questions, 213 words to choose from: luck gives less than 0.01. *Before you run it: what will the random vectors of the first line reach? And the trained ones?*

// %%
const untrained: tf.Tensor2D = seededRandom(seed).normalTensor([
  size.numEmbeddings,
  size.dim,
]);
const byLuck = accuracy(askHeldOut(untrained)).toFixed(2);
console.log('untrained:', byLuck);

const trained = await learn(
  'word vectors',
  skipGramBatches(idSentences, 5, 5),
);
const answers = askHeldOut(trained.vectors);
headline({
  name: 'Held-out partners found by the direction of known pairs',
  value: accuracy(answers),
  gate: { atLeast: paced({ full: 0.8, quick: 0.6 }) },
  seed: seed,
});

// %%
showTable(
  answers
    .filter((_, i) => i % 5 === 0)
    .map(({ word, partner, guess }) => {
      return { word: word, expected: partner, found: guess };
    }),
  { caption: 'Six of the 28 questions' },
);
headline({
  name: 'Tensors that a training step leaves behind',
  value: numTensors[numTensors.length - 1] - numTensors[1],
  gate: { atMost: 0 },
});

// %% [markdown]
// All 28, or nearly; the random vectors found one by accident. The step from *king* to *queen* is about the step from *duke* to *duchess*. Nobody told the model of gender. It had to tell "he" from "she" as a neighbour, and one direction does so for all words concerned.
//
// What this does not show: that meaning is in the vectors. What is there is *company*. Our grammar made the company regular; in real text the arithmetic works for some relations only. And whatever prejudice a text repeats about people, its vectors repeat.
//
// ## 4.9 · Look
//
// 48 dimensions do not fit on a page. **Principal components** are the two directions along which the points differ most; everything else is thrown away. *Four kinds of nouns: which of them do you expect to separate?*

// %%
const nounRows = rowsFor(unitRows(trained.vectors), nouns);
const plane = principalComponents(nounRows, 2);
const places = plane.projected.arraySync(); // (56, 2)
const kinds = { gender: ['he', 'she'], number: ['one', 'many'] };
const labelled = ['king', 'queen', 'cat', 'cats', 'boy', 'girl'];
const cloud = nouns.map((noun, i) => ({
  x: places[i][0],
  y: places[i][1],
  group: kinds[pairs[i >> 1].relation][i % 2],
  label: labelled.includes(noun) ? noun : undefined,
}));
const kept = plane.explained.map(
  (x) => `${(100 * x).toFixed(0)} %`,
);

// %%
show(
  scatter(cloud, {
    title: 'Words of one kind lie together',
    subtitle: 'Nouns that go with he, she, one or many.',
    xTitle: `first component (${kept[0]} of the variance)`,
    yTitle: `second component (${kept[1]})`,
  }),
);

// %% [markdown]
// The first component separates people from animals and things. The second one separates *one* from *many*, and *he* from *she* not quite: on paper, two different directions must share an axis. Only 40 % of the variance is in the picture, so two points that touch here may be far apart. Measure in all 48 dimensions. The cosine can be negative, so the colours go both ways from 0.
//
// *Which cells off the diagonal will be darkest?*

// %%
const chosen = ['king', 'queen', 'duke', 'duchess']
  .concat(['cat', 'cats', 'dog', 'dogs'])
  .concat(['crown', 'himself', 'herself']);
const chosenRows = rowsFor(trained.vectors, chosen);
show(
  heatmap(cosineSimilarity(chosenRows, chosenRows), {
    title: 'Near in company: the same kind, or the same things',
    subtitle: 'Cosine of the angle between two word vectors.',
    valueTitle: 'cosine',
    rows: chosen,
    columns: chosen,
    domain: [-1, 1],
    diverging: true,
    printValues: true,
  }),
);

// %% [markdown]
// A king is near a queen (about 0.7: the same throne) *and* near a duke (0.7: the same *he*). Similarity has many reasons, and one number does not say which. "himself" and "herself", two opposites, are as near. A crown stands beside the king in the text and has only half of that: the cosine compares *which company two words keep*, not how often they meet.
//
// ## 4.10 · Take a piece away
//
// **The negatives.** The first half of the loss wants the scores of true pairs to be large, and nothing else. *What is the easiest way to make all scores large?*

// %%
const unopposed = await learn(
  'no negatives',
  skipGramBatches(idSentences, 5, 0),
);
const meanCosine = (vectors: tf.Tensor2D): number =>
  tf.tidy(
    () => cosineSimilarity(vectors, vectors).mean().dataSync()[0],
  );

showTable(
  Object.entries({
    'with negatives': trained,
    'without negatives': unopposed,
  }).map(([name, { vectors, losses }]) => ({
    training: name,
    'last loss': losses[losses.length - 1].toFixed(4),
    'partners found': accuracy(askHeldOut(vectors)).toFixed(2),
    'mean cosine of all words': meanCosine(vectors).toFixed(2),
  })),
);

// %% [markdown]
// The loss is almost 0, and the vectors are worth nothing: they **collapsed**. All words point the same way, so every pair has a large score. A low loss alone proves nothing. Whenever a method only pulls things together, ask what pushes them apart.
//
// **The window.** With 1 a word sees only what touches it. And if sentences are joined to one long text and the window reaches 12 words? *What will each of them not see?*

// %%
const narrow = await learn(
  'window 1',
  skipGramBatches(idSentences, 1, 5),
);
const wide = await learn(
  'window 12, sentences joined',
  skipGramBatches([idSentences.flat()], 12, 5),
);
const trials: [string, tf.Tensor2D][] = [
  ['window 5', trained.vectors],
  ['window 1', narrow.vectors],
  ['window 12, joined', wide.vectors],
  ['no negatives', unopposed.vectors],
];
const found = trials.map(([, v]) => accuracy(askHeldOut(v)));
tf.dispose([narrow.vectors, wide.vectors]);

// %%
show(
  bars(
    trials.map(([name], i) => ({ label: name, value: found[i] })),
    {
      title: 'Take a piece away, and the direction is gone',
      subtitle: 'Share of 28 held-out partners that are found.',
      yTitle: 'share',
      valueFormat: '.2f',
    },
  ),
);
headline({
  name: 'The same without negatives or with window 1, the better',
  value: Math.max(found[1], found[3]),
  gate: { atMost: 0.4 },
  seed: seed,
});

// %% [markdown]
// With window 1, "king" and "duke" both see "the" and "found": the throne, the palace and most of the times "himself" are out of reach. With 12 words across sentences, most of the company belongs to somebody else's story. The right width is where the thing that you want to learn can be seen.
//
// ## 4.11 · What people get wrong
//
// **Claim 1: "King − man + woman is queen."** Our test, like most, forbids the word itself as an answer. *What if it may answer?*

// %%
const free = askHeldOut(trained.vectors, true);
const itself = free.filter((q) => q.guess === q.word).length;
console.log(`the word itself: ${itself} of ${free.length}`);
console.log(`accuracy: ${accuracy(free).toFixed(2)}`);

// %% [markdown]
// **Here yes, and it must be said how it was counted.** Our partners differ in every *he* and *she* around them, so the step is long and leaves the word behind. On real text partners are much closer to each other, and the nearest vector is often a word of the question itself. The famous equation leaves these words out; Linzen (2016) shows how much that matters.
//
// **Claim 2: "Sub-words are syllables, stems and endings."**

// %%
const frenchBpe = BytePairEncoding.train(hundredTexts, {
  numMerges: 200,
});
for (const word of [
  'nouvelles',
  'maisons',
  'courageuses',
  'jolies',
]) {
  const pieces = frenchBpe.encode(word).tokens.join(' | ');
  console.log(word.padEnd(12), pieces);
}
console.log('colder'.padEnd(12), merges[6].replace(' ', ' | '));

// %% [markdown]
// **False.** Merges follow frequency alone. Sometimes that is an ending (`elles`); often it is not (`mai`, `our`, the `c` before `older`). A merge is made early and never taken back.
//
// **Claim 3: "Trained vectors have the frequency bias, too, so never use the dot product."**

// %%
const lengthOf = (word: string): string =>
  tf
    .tidy(() => trained.vectors.gather([words.idOf(word)]).norm())
    .dataSync()[0]
    .toFixed(1);
for (const word of ['the', 'was', 'king', 'crown', 'several']) {
  const count = words.frequencyOf(word);
  const text = `${count}`.padStart(5);
  console.log(
    `${word.padEnd(8)} ${text} times, length ${lengthOf(word)}`,
  );
}

// %% [markdown]
// **Not by necessity.** Here "the", the most frequent word, has a very *short* vector: it stands beside everything, so its company tells little. What a length means depends on the training. That is why similarity of words is measured by the cosine, and why attention, which *learns* its lengths, can use the dot product.
//
// ## 4.12 · Yours
//
// Choose a word, then change the two pairs that make the direction. One pair instead of seven: is it still enough?

// %% tags=["yours"]
const myWord = 'monk'; // <- change
const myPairs = [{ a: 'king', b: 'queen' }]; // <- change, add more

const myUnits = unitRows(trained.vectors);
const myRow = myUnits.gather([words.idOf(myWord)]).flatten();
const myStep = meanDirection(myUnits, myPairs);
const myGoal: tf.Tensor1D = myRow.add(myStep);
const mine = nearestNeighbours(myUnits, myGoal, 5, {
  exclude: [words.idOf(myWord)],
});
showTable(
  mine.map(({ index, similarity }) => ({
    word: words.tokens[index],
    cosine: similarity.toFixed(2),
  })),
);

// %% [markdown]
// ## What to remember
//
// 1. Text becomes tokens, tokens become ids, ids become rows of a learned table. An embedding is a one-hot vector times a matrix, done by lookup.
// 2. A list of words ends; unknown words become `<unk>`. Byte-pair encoding cuts them into known pieces, and pays with length.
// 3. The dot product measures the angle only when vectors have length 1.
// 4. Skip-gram pulls neighbours together; the negatives keep everything from collapsing to one direction.
// 5. A word has *one* vector, whatever stands around it. In lesson 07 attention will give it one for every sentence.

// %% [markdown]
// ## Exercises
//
// In [the notebook of exercises 04](../exercises/04-tokens-and-embeddings.ipynb):
//
// | | Exercise | Kind | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 4.1 | A vocabulary with a minimum frequency | write | 3 | ●○○ | 10 min |
// | 4.2 | Three merges on paper | predict | 2 | ●○○ | 10 min |
// | 4.3 | Learn the merges | write | 5 | ●●● | 20 min |
// | 4.4 | An embedding without a lookup | write | 3 | ●●○ | 10 min |
// | 4.5 | Neighbours that are only loud | repair | 3 | ●●○ | 10 min |
// | 4.6 | Find the partner | build | 4 | ●●● | 20 min |

// %% [markdown]
// ## Sources
//
// - R. Sennrich, B. Haddow, A. Birch, [*Neural Machine Translation of Rare Words with Subword Units*](https://arxiv.org/abs/1508.07909), 2016, section 3.2: byte-pair encoding.
// - A. Radford and others, *Language Models are Unsupervised Multitask Learners*, 2019, section 2.2: bytes instead of characters.
// - T. Mikolov and others, [*Distributed Representations of Words and Phrases*](https://arxiv.org/abs/1310.4546), 2013, section 2.2: negative sampling. T. Mikolov, W. Yih, G. Zweig, *Linguistic Regularities in Continuous Space Word Representations*, 2013: directions.
// - O. Levy, Y. Goldberg, *Neural Word Embedding as Implicit Matrix Factorization*, 2014: skip-gram and counting are near relatives.
// - T. Linzen, [*Issues in Evaluating Semantic Spaces Using Word Analogies*](https://arxiv.org/abs/1606.07736), 2016.
// - J. R. Firth, *A Synopsis of Linguistic Theory*, 1957; H. S. Heaps, *Information Retrieval*, 1978, section 7.5.
//
// [← 03 · Scoring functions and masked softmax](03-scoring-functions.ipynb) &nbsp;·&nbsp;
// [All lessons](../README.md) &nbsp;·&nbsp;
// [05 · Translation and Bahdanau's attention →](05-bahdanau-attention.ipynb)
