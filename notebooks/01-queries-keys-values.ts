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
// # 01 · Queries, keys and values
//
// *Attention is a lookup that can be undecided: a query is compared with keys, and the answer is a weighted average of values.*
//
// **After this lesson you can**
//
// - name the query, the keys and the values of a situation, and compute what attention gives;
// - turn a temperature from "take the best" to "take the mean", and say what lies between;
// - write weights that shift, reverse or count a sequence, without any training.
//
// 40 min to read, 85 min with the exercises · builds on [00 · Getting started](00-getting-started.ipynb) · 5 exercises, 14 points · the cells run in 10&nbsp;s on two cores
//
// ---

// %%
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { attentionPool, maxDifference } from 'kernel-lib';
import { bars, heatmap, lines, scatter } from 'kernel-lib';
import { headline, show, showTable } from 'kernel-lib';

await useBackend();

// %% [markdown]
// ## 1.1 · Something that hurts
//
// A small address book maps names to ages. A `Map` finds a name at once, as long as it is spelled exactly as it was stored.
//
// *Before you run this: what comes back for "brunno", with one letter too many?*

// %%
const ages = new Map([
  ['ana', 31],
  ['bruno', 45],
  ['chloe', 27],
  ['david', 52],
  ['elena', 38],
  ['farid', 24],
]);
[ages.get('bruno'), ages.get('brunno')];

// %% [markdown]
// One letter, and the answer is `undefined`: not a bad guess, no answer at all. A lookup that demands equality has no idea of *nearly*.
//
// It has a second fault, which matters more to us. It cannot **learn**. If the answer is wrong, there is no slope that says how the key should have been different. Both faults have the same cure: compare instead of demanding equality, and mix the answers by how well they compare.

// %% [markdown]
// ## 1.2 · By hand: a soft lookup
//
// To compare names we need numbers. Let each name become the list of its letter counts: 26 numbers. The score of a pair is minus the squared distance of the two lists, so equal names score 0 and everything else scores less.
//
// *Before you run this: which name scores best for "brunno", and how many letters differ?*

// %%
function letterCounts(name: string): number[] {
  const counts: number[] = new Array(26).fill(0);
  for (const letter of name) counts[letter.charCodeAt(0) - 97] += 1;
  return counts;
}

function score(query: number[], key: number[]): number {
  let sum = 0;
  query.forEach((x, i) => (sum -= (x - key[i]) ** 2));
  return sum;
}

// %%
const names = [...ages.keys()];
const nameKeys = names.map(letterCounts);
const brunno = letterCounts('brunno');
const brunnoScores = nameKeys.map((key) => score(brunno, key));
showTable(
  names.map((name, i) => ({ name: name, score: brunnoScores[i] })),
  { caption: 'Scores of "brunno"' },
);

// %% [markdown]
// "bruno" differs by one letter and scores −1. All others differ by many.
//
// Softmax turns the scores into weights: positive, and together 1. The answer is the average of the ages, each counted with its weight.

// %%
function softmaxByHand(scores: number[]): number[] {
  const largest = Math.max(...scores);
  const powers = scores.map((s) => Math.exp(s - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

const brunnoWeights = softmaxByHand(brunnoScores);
const nameValues = [...ages.values()];
let brunnoAge = 0;
brunnoWeights.forEach((w, i) => (brunnoAge += w * nameValues[i]));
brunnoAge;

// %% [markdown]
// Nearly 45, the age of "bruno". The tiny rest comes from the other names, which all have a small say. That is the whole mechanism, and it has three roles.
//
// - The **query** is what we look for: "brunno".
// - The **keys** are what the stored items are compared by: the names.
// - The **values** are what we get back: the ages.

// %% [markdown]
// ## 1.3 · The formula
//
// $$ f(q) = \sum_{i=1}^{m} \alpha(q, k_i)\, v_i, \qquad \alpha(q, k_i) \ge 0, \qquad \sum_{i=1}^{m} \alpha(q, k_i) = 1 $$
//
// - $q$: the query, $d$ numbers. Above: 26 letter counts.
// - $k_i$: key number $i$ of $m$, also $d$ numbers.
// - $v_i$: its value, $v$ numbers. Above: one age.
// - $\alpha(q, k_i)$: the **attention weight** of pair $i$, one number. `brunnoWeights[i]` above.
//
// The sum is called **attention pooling**. Where the weights come from is left open: lessons 02 and 03 are about that.

// %% [markdown]
// ## 1.4 · The real thing
//
// The library takes all queries at once. Weights have one row for each query and one column for each key; values have one row for each key.
//
// $$ Y = A V, \qquad A: (Q, K), \quad V: (K, v), \quad Y: (Q, v) $$
//
// The next cell proves that a matrix product is our loop.

// %%
const weightRow = tf.tensor2d([brunnoWeights]); // (1, 6)
const ageColumn = tf.tensor2d(nameValues, [6, 1]); // (6, 1)
const pooled = attentionPool(weightRow, ageColumn); // (1, 1)
headline({
  name: 'soft lookup, by hand against the library',
  value: maxDifference(pooled, tf.tensor2d([[brunnoAge]])),
  gate: { atMost: 1e-4 },
});

// %% [markdown]
// ## 1.5 · Two cues for one eye
//
// The words come from the study of sight. The optic nerve brings far more than anybody can think about, so the eye must choose. Two kinds of cue guide it. Some things stand out by themselves, like a red cup among papers: a **non-volitional** cue, which belongs to the object. And there is what you want right now: the **volitional** cue.
//
// In our terms an object's features are its *key*, and what you want is the *query*. Here is a desk with five objects, each with a place in centimetres.

// %%
const objects = ['paper', 'article', 'red cup', 'notebook', 'book'];
const places = tf.tensor2d([
  [10, 40],
  [35, 55],
  [60, 25],
  [80, 50],
  [95, 15],
]); // (5, 2)
const features = tf.tensor2d([
  [0.2, 0.7, 0, 0.3],
  [0.1, 0.9, 0, 0.1],
  [1.0, 0.0, 1, 0.0],
  [0.2, 0.2, 0, 1.0],
  [0.3, 1.0, 0, 0.0],
]); // (5, 4): stands out, readable, drinkable, writable

// %% [markdown]
// First an eye without a wish. It weighs the objects by how much they stand out, the first feature. Its gaze rests at the average place, each object counted with its weight.
//
// *Before you run this: where will it look when its owner wants to read? And when its owner wants to write?*

// %%
const sharpness = 6;

function weigh(scores: tf.Tensor2D): tf.Tensor2D {
  const sharpened: tf.Tensor2D = scores.mul(sharpness);
  return tf.softmax(sharpened); // over the last axis: the objects
}

const standsOut: tf.Tensor2D = features.slice([0, 0], [5, 1]);
const saliency = weigh(standsOut.transpose()); // (1, 5)

// %%
const saliencyShares = saliency.arraySync()[0];
show(
  bars(
    objects.map((label, i) => ({
      label: label,
      value: saliencyShares[i],
    })),
    {
      title: 'Without a wish, the eye goes to the red cup',
      subtitle: 'Weight of each object; the five sum to 1.',
      yTitle: 'weight',
    },
  ),
);

// %% [markdown]
// The weights do not depend on any query, so the gaze is the same whatever we want. Now the same eye with a wish. A wish is a list of the same four features, and the score of an object is the dot product of wish and features.

// %%
const wishNames = ['to read', 'to drink', 'to write'];
const wishes = tf.tensor2d([
  [0, 1, 0, 0],
  [0, 0, 1, 0],
  [0, 0, 0, 1],
]); // (3, 4)
const wishScores: tf.Tensor2D = tf.matMul(
  wishes,
  features,
  false,
  true,
);
const wishWeights = weigh(wishScores); // (3, 5)

// %%
show(
  heatmap(wishWeights, {
    title: 'Each wish looks at other things',
    subtitle:
      'Rows are wishes (queries), columns are objects (keys).',
    rows: wishNames,
    columns: objects,
  }),
);

// %% [markdown]
// Drinking finds the cup, writing the notebook. Reading is shared among three things with text. Nobody trained anything: the query alone moved the weights.
//
// Where does the gaze rest? The values are the places.

// %%
const gazes = attentionPool(wishWeights, places).arraySync();
const still = attentionPool(saliency, places).arraySync();
const desk = places.arraySync();

function spots(group: string, at: number[][], labels: string[]) {
  return at.map(([x, y], i) => {
    return { x: x, y: y, group: group, label: labels[i] };
  });
}

// %%
show(
  scatter(
    [
      ...spots('object', desk, objects),
      ...spots('gaze with a wish', gazes, wishNames),
      ...spots('gaze without a wish', still, ['no wish']),
    ],
    {
      title: 'The gaze is an average of places',
      subtitle: 'The desk from above, in centimetres.',
      xTitle: 'x',
      yTitle: 'y',
    },
  ),
);

// %% [markdown]
// Look at "to read". No object lies there: the gaze rests *between* the three readable things. The nearest object, 9 cm away, is the red cup, which nobody can read. An average of places is a place, but need not be the place of anything. When you later read a map of attention weights, remember this: the model received the mixture, not the winner.

// %% [markdown]
// ## 1.6 · From hard to soft: the temperature
//
// Divide all scores by a number $\tau > 0$, the **temperature**, before the softmax:
//
// $$ \alpha = \mathrm{softmax}(s / \tau) $$
//
// A small $\tau$ makes the differences between scores large. *Before you move the slider: what do the bars become when the temperature is very low? And very high?*

// %%
const temperatures = [0.1, 0.3, 1, 3, 10, 30, 100];
const typed = letterCounts('elenna');
const typedScores = nameKeys.map((key) => score(typed, key));
const weightsAt = temperatures.map((temperature) =>
  softmaxByHand(typedScores.map((s) => s / temperature)),
);

// %%
show(
  bars(
    names.map((label, i) => ({
      label: label,
      value: weightsAt[3][i],
      frames: weightsAt.map((weights) => weights[i]),
    })),
    {
      title: 'Who is "elenna"?',
      subtitle: 'Weight of each name. Move the temperature.',
      yTitle: 'weight',
      slider: {
        label: 'temperature',
        values: temperatures,
        start: 3,
      },
    },
  ),
);

// %% [markdown]
// You have found two old friends at the ends of the slider.
//
// - Very low: one weight is 1, the rest 0. This is the **hard lookup**, the `Map` with a nearest key.
// - Very high: all weights are equal. This is the **mean** of all values; the query does not matter any more.
//
// Attention is everything between. How does the answer move from one to the other?

// %%
const answers = weightsAt.map((weights) =>
  weights.reduce((sum, w, i) => sum + w * nameValues[i], 0),
);
const meanAge =
  nameValues.reduce((a, b) => a + b) / nameValues.length;
const flat = (y: number): number[] => temperatures.map(() => y);
const hard = { name: 'elena: 38', x: temperatures, y: flat(38) };
const mean = { name: 'mean', x: temperatures, y: flat(meanAge) };

// %%
show(
  lines(
    [
      { name: 'attention', x: temperatures, y: answers },
      { ...hard, dashed: true },
      { ...mean, dashed: true },
    ],
    {
      title: 'From the nearest name to the mean of all',
      subtitle: 'Answer for "elenna" by temperature, logarithmic.',
      xTitle: 'temperature',
      yTitle: 'age',
      xLog: true,
    },
  ),
);

// %% [markdown]
// On its way the curve dips below the mean: the first strangers to be heard are the names that look most like "elenna", and they happen to be younger.
//
// The curve has no step in it. A small change of the scores always makes a small change of the answer, so there is a slope to learn from. That is the second fault of the `Map`, mended.

// %% [markdown]
// ## 1.7 · The experiment: how many typing errors does it survive?
//
// We misspell names at random: one letter is doubled, dropped or replaced. The exact lookup finds a name only when a letter happens to be replaced by itself. How often does the soft lookup come within one year of the right age, on 300 misspellings?

// %%
const typist = seededRandom(3);

function misspell(name: string): string {
  const at = typist.integer(name.length);
  const kind = typist.integer(3);
  const letter = String.fromCharCode(97 + typist.integer(26));
  if (kind === 0)
    return name.slice(0, at) + name[at] + name.slice(at);
  if (kind === 1) return name.slice(0, at) + name.slice(at + 1);
  return name.slice(0, at) + letter + name.slice(at + 1);
}

// %%
function softAge(name: string, temperature: number): number {
  const counts = letterCounts(name);
  const scores = nameKeys.map((key) => score(counts, key));
  const weights = softmaxByHand(scores.map((s) => s / temperature));
  return weights.reduce((sum, w, i) => sum + w * nameValues[i], 0);
}

const trials = Array.from({ length: 300 }, () => {
  const name = names[typist.integer(names.length)];
  return { typed: misspell(name), age: ages.get(name) ?? NaN };
});

// %%
function shareRight(temperature: number): number {
  const right = trials.filter(
    ({ typed, age }) =>
      Math.abs(softAge(typed, temperature) - age) < 1,
  );
  return right.length / trials.length;
}

const rightShares = temperatures.map(shareRight);
headline({
  name: 'misspelled names answered within one year',
  value: rightShares[1],
  gate: { atLeast: 0.85 },
  seed: 3,
});

// %%
show(
  lines(
    [{ name: 'soft lookup', x: temperatures, y: rightShares }],
    {
      title: 'Too warm, and every answer is the mean',
      subtitle:
        'Share of 300 misspelled names answered within a year.',
      xTitle: 'temperature',
      yTitle: 'share right',
      xLog: true,
      marks: true,
    },
  ),
);

// %% [markdown]
// A cool lookup answers nearly all; a warm one mixes in too many strangers. This shows that nearness of keys carries the answer. It does not show that letter counts are good keys: "chloe" and an anagram of it would be the same person. Which keys are good is what models *learn*, from lesson 03 on.

// %% [markdown]
// ## 1.8 · Selectors: attention without numbers
//
// What can weights do on a sequence? Weiss and others (2021) describe it with two words. **Select** builds a table of true and false, one row for each query position, one column for each key position. **Aggregate** averages the values over the selected positions.
//
// The tables are attention weights once each row is divided by its number of trues.

// %%
type Selector = (key: number, query: number) => boolean;

function select(length: number, selector: Selector): number[][] {
  const range = Array.from({ length: length }, (_, i) => i);
  return range.map((query) =>
    range.map((key) => Number(selector(key, query))),
  );
}

function aggregate(
  selected: number[][],
  values: number[],
): number[] {
  return selected.map((row) => {
    const width = row.reduce((a, b) => a + b, 0);
    const sum = row.reduce(
      (total, s, i) => total + s * values[i],
      0,
    );
    return width === 0 ? 0 : sum / width;
  });
}

// %% [markdown]
// Three puzzles on the sequence 3, 1, 4, 1, 5. *Before you run this: write down what each line gives.*

// %%
const sequence = [3, 1, 4, 1, 5];
const itself = select(5, (key, query) => key === query);
const reversed = select(5, (key, query) => key === 4 - query);
const soFar = select(5, (key, query) => key <= query);
({
  itself: aggregate(itself, sequence),
  reversed: aggregate(reversed, sequence),
  meanSoFar: aggregate(soFar, sequence),
});

// %%
const positions = ['0', '1', '2', '3', '4'];
show(
  heatmap(itself, {
    title: 'The identity: every position looks at itself',
    subtitle: 'Rows are queries, columns are keys.',
    rows: positions,
    columns: positions,
  }),
);

// %% [markdown]
// The identity copies. Its mirror image reverses. The lower triangle, each position with all before it and itself, gives running means: this one is the **causal** pattern of every GPT, and you will meet it again in lesson 10.
//
// No selector used what the values *are*. The last exercise has one that looks at the tokens: that is where patterns such as "the same word earlier" come from.

// %% [markdown]
// ## 1.9 · Take a piece away
//
// **Take away the sum to 1.** Multiply the weights by 1.5 and pool. Where does the gaze go?

// %%
const tooMuch: tf.Tensor2D = wishWeights.mul(1.5);
const flown = attentionPool(tooMuch, places).arraySync();
wishNames.map((wish, i) => {
  const [x, y] = flown[i].map((centimetres) =>
    centimetres.toFixed(0),
  );
  return `${wish}: (${x}, ${y})`;
});

// %% [markdown]
// "To write" now looks at a point beyond all objects, where there is no desk any more. With weights that are positive and sum to 1, this cannot happen: the result stays inside the **convex hull** of the values, the shape that a rubber band around them would have. It is a promise about the size of what comes out, and deep stacks of attention depend on it.

// %% [markdown]
// **Take away the query.** Give all three wishes the weights of the eye without a wish.

// %%
const sameForAll = tf.tile(saliency, [3, 1]); // (3, 5)
const blindGazes = attentionPool(sameForAll, places).arraySync();
const distance = (p: number[], q: number[]): number =>
  Math.hypot(p[0] - q[0], p[1] - q[1]);
showTable(
  wishNames.map((wish, i) => {
    const target = desk[[4, 2, 3][i]];
    return {
      wish: wish,
      withQuery: distance(gazes[i], target).toFixed(1),
      withoutQuery: distance(blindGazes[i], target).toFixed(1),
    };
  }),
  { caption: 'Distance from the gaze to the best object, in cm' },
);

// %% [markdown]
// Without the query the three rows are the same gaze. It happens to serve the thirsty one and fails the writer by far. Pooling whose weights do not depend on the query is constant over queries: an average, however cleverly weighted.

// %% [markdown]
// ## 1.10 · What people get wrong
//
// **"Attention picks the best item."** It mixes. At temperature 3 the best name for "elenna" has this much weight, and all others share the rest:

// %%
Math.max(...weightsAt[3]).toFixed(3);

// %% [markdown]
// **"There is a weight for each number of a value."** There is one weight for each *pair* of query and key, and it scales the whole value. If the x and the y of a place had weights of their own, the eye could take x from the paper and y from the notebook, and rest where nothing is. A check in the exercises knows this mistake.
//
// **"The order of the keys matters."** Shuffle keys and values together and nothing changes. Shuffle the values alone and everything does. Let us see both.

// %%
const order = [4, 2, 0, 3, 1];
const shuffledScores: tf.Tensor2D = tf.gather(wishScores, order, 1);
const shuffledWeights = weigh(shuffledScores);
const shuffledPlaces: tf.Tensor2D = tf.gather(places, order);
const together = attentionPool(shuffledWeights, shuffledPlaces);
const onlyValues = attentionPool(wishWeights, shuffledPlaces);
({
  together: maxDifference(together, tf.tensor2d(gazes)),
  onlyValues: maxDifference(onlyValues, tf.tensor2d(gazes)),
});

// %% [markdown]
// The first number is a rounding error, the second is many centimetres. Attention sees a *set* of pairs. That a sentence is more than a set is the problem of lesson 08.

// %% [markdown]
// ## 1.11 · Yours
//
// Wish for something else. Mix two wishes. Make one negative: what does "anything but reading" look at?

// %%
// stands out, readable, drinkable, writable
const myWish = [0, -1, 0, 1];

// %%
const myScores: tf.Tensor2D = tf.matMul(
  tf.tensor2d([myWish]),
  features,
  false,
  true,
);
const myWeights = weigh(myScores);
show(
  heatmap(myWeights, {
    title: 'What your wish looks at',
    subtitle: 'One row: your query. Columns are objects (keys).',
    rows: ['my wish'],
    columns: objects,
  }),
);

// %% [markdown]
// ---
//
// ## What to remember
//
// 1. A query is compared with keys; the weights mix the values. Keys and values come in pairs, and their order does not matter.
// 2. Weights are not negative and sum to 1, so the result stays inside the convex hull of the values.
// 3. Hard lookup and mean are the two ends of a temperature; attention lies between, and has slopes.
// 4. Without a query, pooling gives everybody the same answer.
//
// ## Exercises
//
// Open [the exercises of this lesson](../exercises/01-queries-keys-values.ipynb).
//
// | | Exercise | Trains | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 1.1 | Attention pooling | the weighted average, for all queries | 3 | ●○○ | 10 min |
// | 1.2 | A place that cannot be | what a convex hull forbids | 2 | ●○○ | 5 min |
// | 1.3 | Soft lookup with a temperature | both ends of the slider | 4 | ●●○ | 10 min |
// | 1.4 | The previous token | a selector by position | 2 | ●●○ | 10 min |
// | 1.5 | Count the equal tokens | a selector by content | 3 | ●●○ | 10 min |
//
// ## Sources
//
// - A. Zhang, Z. Lipton, M. Li, A. Smola, [*Dive into Deep Learning*](https://d2l.ai/chapter_attention-mechanisms-and-transformers/queries-keys-values.html), 2023, chapter 11: cues, queries, keys and values.
// - G. Weiss, Y. Goldberg, E. Yahav, [*Thinking Like Transformers*](https://arxiv.org/abs/2106.06981), 2021: select and aggregate.
// - W. James, *The Principles of Psychology*, 1890, chapter XI: voluntary and involuntary attention.
//
// [← 00 · Getting started](00-getting-started.ipynb) &nbsp;·&nbsp; [All lessons](../README.md) &nbsp;·&nbsp; [02 · Nadaraya-Watson kernel regression →](02-nadaraya-watson.ipynb)
