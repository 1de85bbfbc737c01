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
// # 00 · Getting started
//
// *Run cells, compute with tensors, draw what you computed, and let a check tell you what went wrong.*
//
// **After this lesson you can**
//
// - say which shape an operation on tensors gives, before you run it;
// - write a softmax that survives large scores, and say why the usual one does not;
// - find the line that leaks memory, divides whole numbers, or reshapes where it should transpose.
//
// 35 min to read, 60 min with the exercises · builds on TypeScript and school mathematics · 3 exercises, 8 points · the cells run in 10&nbsp;s on two cores
//
// ---

// %% [markdown]
// This page is a **notebook**: a column of cells, some with text, some with code. Click the cell below and press Shift+Enter. It runs, and the next cell is selected. Cells share their names: what one cell defines, later cells can use.
//
// The first cell of each lesson imports what the lesson needs and picks an **engine**, the part that does the arithmetic. A laptop without a graphics card is enough for the whole course.

// %%
import { tf, useBackend, seededRandom } from 'kernel-lib';
import { maxDifference, fit } from 'kernel-lib';
import { bars, heatmap, lines, headline, show } from 'kernel-lib';
import { check } from 'exercises';

await useBackend();

// %% [markdown]
// ## 0.1 · Something that hurts
//
// A model gives a score to each of three words. We want shares instead: positive numbers that sum to 1, where a larger score means a larger share. The usual recipe raises $e$ to each score and divides by the sum. It is called **softmax**, and every lesson of this course uses it.
//
// *Before you run this: the scores are 2, 1 and 0. Is the first share more than half?*

// %%
function naiveSoftmax(scores: number[]): number[] {
  const powers = scores.map((score) => Math.exp(score));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

naiveSoftmax([2, 1, 0]);

// %% [markdown]
// The last expression of a cell is shown below it; no `console.log` is needed.
//
// Now the same three words with every score raised by 1,000. The *differences* between the scores have not changed.
//
// *Before you run this: what should the shares be?*

// %%
naiveSoftmax([1002, 1001, 1000]);

// %% [markdown]
// `NaN` means *not a number*. The shares should have been the same as before, and we got nothing at all. No error was thrown: the program went on with numbers that mean nothing. A training run of many hours can fail like this without a message.
//
// Keep the question. You will answer it in section 0.7 and in the second exercise, and a check will tell you whether your answer holds.

// %% [markdown]
// ## 0.2 · Cells, types and order
//
// Cells are checked by the TypeScript compiler before they run. Remove the two slashes in front of `const wrong` and run the cell: the message names the line, the problem and a code such as `TS2322`. Put the slashes back and run it again.

// %%
const words: string[] = ['the', 'red', 'cup'];
const lengths: number[] = words.map((word) => word.length);
// const wrong: number = words[0];
lengths;

// %% [markdown]
// Two habits save trouble in notebooks.
//
// - **Run from top to bottom.** A name is what the *last cell you ran* made of it. When the page behaves oddly, choose *Kernel → Restart Kernel and Run All Cells*.
// - **Pass values as arguments.** On some TypeScript kernels a function does not see that a later cell gave a new value to an outer `let`. A function that gets all it needs as arguments is safe on every kernel, and easier to read.

// %%
const settings = { factor: 2 };

function scaled(values: number[], factor: number): number[] {
  return values.map((value) => value * factor);
}

scaled(lengths, settings.factor);

// %% [markdown]
// ## 0.3 · Tensors
//
// A **tensor** is a box of numbers with a **shape**: one size for each axis. A list of 3 numbers has shape (3), a table of 2 rows and 3 columns has shape (2, 3), and a batch of 4 such tables has shape (4, 2, 3). The number of axes is the **rank**. All numbers of a tensor have one type, its **dtype**.
//
// The library is TensorFlow.js; its name in cells is `tf`.

// %%
const table = tf.tensor2d([
  [1, 2, 3],
  [4, 5, 6],
]); // (2, 3)
table;

// %% [markdown]
// The display says the shape first, because the shape is what goes wrong first. Most errors in this course will be shapes that do not fit, and the cure is always to write the shape of each intermediate result beside its line.
//
// *Before you run this: what is the shape of the sum over axis 0? Axis 0 counts the rows.*

// %%
const columnSums = table.sum(0); // (2, 3) -> (3)
columnSums;

// %% [markdown]
// The axis that you name is the one that **disappears**. Sum over axis 0 and the rows are gone: one number for each column is left.
//
// With `keepDims` the axis stays, with size 1. This matters as soon as you want to divide each row by its own sum.

// %%
const rowSums = table.sum(1, true); // (2, 3) -> (2, 1)
const shares = table.div(rowSums); // (2, 3) / (2, 1) -> (2, 3)
shares;

// %% [markdown]
// ## 0.4 · Broadcasting
//
// The last line divided a (2, 3) table by a (2, 1) column. The column was used for each of the three columns as if it had been copied. This is **broadcasting**. The rule:
//
// 1. Write the two shapes under each other, aligned **on the right**. A missing axis counts as 1.
// 2. Two sizes fit when they are equal or one of them is 1.
// 3. The result has the larger size on every axis.
//
// *Before you run this: which shape do (4, 1) and (6) give together?*

// %%
const queries = tf.tensor2d([[0], [1], [2], [3]]); // (4, 1)
const keys = tf.tensor1d([0, 0.5, 1, 1.5, 2, 3]); // (6)
const differences = queries.sub(keys); // (4, 1) - (6) -> (4, 6)
differences.shape;

// %% [markdown]
// One subtraction compared each of four points with each of six others. A table with one row for each query and one column for each key will return in every lesson: it is the shape of attention.
//
// What does the table look like? Let us draw the closeness $e^{-(q-k)^2}$ of each pair: 1 where they are equal, near 0 where they are far apart.

// %%
const closeness = differences.square().neg().exp(); // (4, 6)
show(
  heatmap(closeness, {
    title: 'Each query is closest to the keys beside it',
    subtitle: 'Rows are queries, columns are keys.',
    rows: ['q = 0', 'q = 1', 'q = 2', 'q = 3'],
    columns: ['0', '0.5', '1', '1.5', '2', '3'],
  }),
);

// %% [markdown]
// Read one row at a time: the dark cell says which key this query is close to. The queries 0, 1, 2 and 3 each find a key at their own place, so each row has one cell with 1.00.

// %% [markdown]
// ## 0.5 · Matrix products, by hand
//
// A **matrix product** compares each row of one table with each row of another. The number for a pair is their **dot product**: multiply place by place, then add.
//
// $$ S_{ij} = \sum_{c=1}^{d} A_{ic}\, B_{jc} $$
//
// Here $A$ has shape $(n, d)$, $B$ has shape $(m, d)$ and $S$ has shape $(n, m)$. The three loops below are the formula, symbol by symbol.

// %%
function productByHand(a: number[][], b: number[][]): number[][] {
  const result: number[][] = [];
  for (let i = 0; i < a.length; i++) {
    result.push([]);
    for (let j = 0; j < b.length; j++) {
      let sum = 0;
      for (let c = 0; c < a[i].length; c++)
        sum += a[i][c] * b[j][c];
      result[i].push(sum);
    }
  }
  return result;
}

productByHand(
  [[1, 2]],
  [
    [3, 4],
    [5, 6],
  ],
);

// %% [markdown]
// On paper: $1\cdot3 + 2\cdot4 = 11$ and $1\cdot5 + 2\cdot6 = 17$.
//
// The library does the same with `tf.matMul(a, b, false, true)`. The last argument says that $B$ is used **transposed**: its rows become columns, since `matMul` pairs rows with columns. Does it give the same numbers? We draw two random tables from a seeded generator, so that you see what we saw.

// %%
const random = seededRandom(7);
const a: tf.Tensor2D = random.normalTensor([5, 8]);
const b: tf.Tensor2D = random.normalTensor([6, 8]);
const byLibrary = tf.matMul(a, b, false, true); // (5, 6)
const byHand = tf.tensor2d(
  productByHand(a.arraySync(), b.arraySync()),
);
headline({
  name: 'matrix product, by hand against the library',
  value: maxDifference(byLibrary, byHand),
  gate: { atMost: 1e-5 },
  seed: 7,
});

// %% [markdown]
// The largest difference is a rounding error: tensors keep about seven digits. Each lesson will do this: write an idea by hand once, prove that the library's version gives the same numbers, and use the library from there on.

// %% [markdown]
// ## 0.6 · Reshape is not transpose
//
// Both can turn a (2, 3) table into a (3, 2) table. Are they the same?
//
// - **Reshape** keeps the numbers in the order in which they are stored, row after row, and cuts the rows elsewhere.
// - **Transpose** turns rows into columns.
//
// *Before you run this: what is the second row of each?*

// %%
const reshaped: tf.Tensor2D = table.reshape([3, 2]);
const transposed: tf.Tensor2D = table.transpose();
({
  reshaped: reshaped.arraySync(),
  transposed: transposed.arraySync(),
});

// %% [markdown]
// Same shape, other numbers, and no error. When you split attention into heads in lesson 07, a reshape without a transpose mixes the heads, and no error says so. A check that compares shapes only would not see it; the checks of this course compare numbers.

// %% [markdown]
// ## 0.7 · The softmax that survives
//
// Back to the `NaN`. The formula is
//
// $$ \mathrm{softmax}(s)_i = \frac{e^{s_i}}{\sum_j e^{s_j}} $$
//
// where $s$ has one score per item. The largest number that a 64-bit float can hold is about $e^{709}$; a tensor's 32-bit float stops at about $e^{88}$. Beyond that comes `Infinity`, and `Infinity / Infinity` is `NaN`.
//
// How fast does it get there?

// %%
const exponents = [1, 20, 40, 60, 80, 88, 89, 100];
const powers32: tf.Tensor1D = tf.tensor1d(exponents).exp();
powers32
  .arraySync()
  .map((power, i) => `e^${exponents[i]} = ${power.toPrecision(3)}`);

// %% [markdown]
// The way out is in the formula. Add the same number $c$ to every score, and every power is multiplied by $e^c$, above and below the fraction bar. It cancels:
//
// $$ \frac{e^{s_i + c}}{\sum_j e^{s_j + c}} = \frac{e^{c}\, e^{s_i}}{e^{c} \sum_j e^{s_j}} = \mathrm{softmax}(s)_i $$
//
// So softmax only sees *differences* of scores, and you may choose $c$. One choice makes the largest exponent exactly 0. You will write it in the exercise; here is what the library's own version says to the scores that broke ours.

// %%
const safeShares = tf.softmax(tf.tensor1d([1002, 1001, 1000]));
safeShares;

// %% [markdown]
// These are the shares of the scores 2, 1 and 0 from section 0.1. Do they stay the same when *all* scores move? Each line below is one word's share, while all three scores are raised together.

// %%
const raises = [0, 20, 40, 60, 80, 87, 90, 100];
const naive32 = raises.map((raise) => {
  const powers = tf.tensor1d([2 + raise, 1 + raise, raise]).exp();
  return powers.div(powers.sum()).dataSync()[0];
});
raises.map(
  (raise, i) => `+${raise}: first share ${naive32[i].toFixed(3)}`,
);

// %% [markdown]
// With 32-bit numbers the naive version works until the scores reach about 88 and then breaks at once. There is no warning zone: a model trains well for hours, one score grows past the edge, and every weight becomes `NaN`.

// %% [markdown]
// ## 0.8 · Memory
//
// JavaScript frees its own objects. The numbers of a tensor live outside, in the engine's memory, and stay there until somebody calls `dispose()`. Each operation makes a new tensor, so one innocent line can leave several behind.
//
// `tf.tidy` runs a function and disposes of everything that was made inside, except what the function returns.
//
// *Before you run this: how many tensors does one call of `leaky` leave?*

// %%
function leaky(): void {
  tf.ones([100]).square().sum();
}

function tidied(): void {
  tf.tidy(() => {
    tf.ones([100]).square().sum();
  });
}

// %%
function countAfterEachCall(run: () => void): number[] {
  const before = tf.memory().numTensors;
  return Array.from({ length: 20 }, () => {
    run();
    return tf.memory().numTensors - before;
  });
}

const calls = Array.from({ length: 20 }, (_, i) => i + 1);
const leakyCounts = countAfterEachCall(leaky);
const tidiedCounts = countAfterEachCall(tidied);

// %%
show(
  lines(
    [
      { name: 'without tidy', x: calls, y: leakyCounts },
      { name: 'with tidy', x: calls, y: tidiedCounts },
    ],
    {
      title: 'Each call without tidy leaves three tensors behind',
      subtitle: 'Tensors in memory that were not there before.',
      xTitle: 'calls',
      yTitle: 'tensors left',
    },
  ),
);

// %% [markdown]
// Three per call: the ones, their squares, the sum. A training loop of 500 steps with 200 operations each would leave 100,000 tensors. The library's functions tidy up after themselves and return tensors that *you* own; the checks of the exercises count what your answer leaves.

// %% [markdown]
// ## 0.9 · Slopes, and a first training run
//
// To **train** is to change numbers until an error gets small. The engine knows the slope of every operation, so it can tell in which direction the error falls. `tf.grad` gives the slope function of a function.
//
// *Before you run this: the slope of $x^2$ at $x = 3$ is …*

// %%
const slope = tf.grad((x) => x.square());
slope(tf.scalar(3));

// %% [markdown]
// Can two numbers find a line? We take 40 points near $y = 2x - 1$, keep 10 of them apart, and let `fit` change `weight` and `bias` to make the mean squared error on the other 30 small. A bar shows the step and the loss. *Interrupt* (the square in the toolbar) stops it; what was learned until then is kept.

// %%
const noise = seededRandom(11);
const xs = Array.from({ length: 40 }, () => noise.uniform(-2, 2));
const ys = xs.map((x) => 2 * x - 1 + noise.normal(0, 0.3));
const trainX = tf.tensor1d(xs.slice(0, 30));
const trainY = tf.tensor1d(ys.slice(0, 30));

// %%
const weight = tf.variable(tf.scalar(0));
const bias = tf.variable(tf.scalar(0));
const history = await fit({
  label: 'a line through 30 points',
  steps: 150,
  learningRate: 0.1,
  variables: [weight, bias],
  loss: () =>
    trainX.mul(weight).add(bias).sub(trainY).square().mean(),
});

// %% [markdown]
// Is it a good line? The 10 points that `fit` never saw must say. This is the habit of the whole course: the number that counts is measured on **held-out** data.

// %%
const [w, c] = [weight, bias].map(
  (variable) => variable.dataSync()[0],
);
const errors = xs.slice(30).map((x, i) => w * x + c - ys[30 + i]);
const heldOut =
  errors.reduce((sum, error) => sum + error ** 2, 0) / 10;
headline({
  name: 'line: mean squared error on 10 held-out points',
  value: heldOut,
  gate: { atMost: 0.4 },
  seed: 11,
});

// %% [markdown]
// The noise has a standard deviation of 0.3, so no line can do better than about $0.3^2 = 0.09$ on average. With only 10 points the measured value moves around that number: it is an estimate, not a law.

// %% [markdown]
// ## 0.10 · What people get wrong
//
// **"Whole numbers are safe."** A tensor with dtype `int32` divides like a whole number: the rest is dropped.
//
// *Before you run this: what is 3 / 2 here?*

// %%
const whole = tf.tensor1d([1, 2, 3], 'int32');
const two = tf.scalar(2, 'int32');
({
  int32: whole.div(two).arraySync(),
  float32: whole.toFloat().div(two).arraySync(),
});

// %% [markdown]
// Token numbers and lengths are `int32` in this course; scores and weights are `float32`. When a result is suspiciously full of zeros, look at the dtype first.
//
// **"A disposed tensor is empty."** It is gone. Using it is an error, and the message says so. The cell below catches it to show you its words.

// %%
const gone = tf.tensor1d([1, 2, 3]);
gone.dispose();
let complaint = 'no error';
try {
  gone.square();
} catch (error) {
  complaint = (error as Error).message;
}
complaint;

// %% [markdown]
// ## 0.11 · How checks work
//
// Each lesson has an exercise notebook. There you write a function and call `check` with its name. A check runs your function on inputs that it draws itself and compares numbers, shapes, types, slopes and memory. When something differs, it says what your result *looks like*.
//
// Let us hand it a wrong answer: the naive softmax, for tables.

// %%
function softmaxOfRows(scores: tf.Tensor2D): tf.Tensor2D {
  const powers = scores.exp(); // (R, C)
  return powers.div(powers.sum(1, true)); // (R, C)
}

await check('stableSoftmax', (scores: tf.Tensor2D) =>
  tf.tidy(() => softmaxOfRows(scores)),
);

// %% [markdown]
// The headline names the case. The first sentence below it is the likely cause. Then stands the evidence: where the first wrong number is, and the inputs. Last comes a hint, and the command that gives the next one. There are three: a question, a place, an idea. The answer itself is never shown.

// %% [markdown]
// ## 0.12 · Yours
//
// Change the scores and run both cells again. Make two scores equal. Make one very negative. What does a difference of 1 between two scores mean for the ratio of their shares?

// %%
const myWords = ['tea', 'coffee', 'water', 'juice'];
const myScores = [2, 1, 0, -3];

// %%
const myShares = tf.softmax(tf.tensor1d(myScores)).arraySync();
show(
  bars(
    myWords.map((word, i) => ({ label: word, value: myShares[i] })),
    {
      title: `The largest share is ${Math.max(...myShares).toFixed(2)}`,
      subtitle: 'One bar per word; the four shares sum to 1.',
      yTitle: 'share',
    },
  ),
);

// %% [markdown]
// A difference of 1 is a factor of $e \approx 2.72$ between two shares, whatever the other scores are.

// %% [markdown]
// ---
//
// ## What to remember
//
// 1. The shape of each intermediate result, written at the end of its line, is the cheapest test there is.
// 2. The axis that you name in a sum disappears; broadcasting aligns shapes on the right.
// 3. Softmax sees only differences of scores. Move the largest score to 0 before you raise $e$ to it.
// 4. Tensors live until they are disposed of: work inside `tf.tidy`.
// 5. Whole-number tensors divide like whole numbers.
//
// ## Exercises
//
// Open [the exercises of this lesson](../exercises/00-getting-started.ipynb).
//
// | | Exercise | Trains | Points | Difficulty | Time |
// | ---: | :--- | :--- | ---: | :--- | ---: |
// | 0.1 | Broadcasting shapes | predicting a result's shape | 2 | ●○○ | 10 min |
// | 0.2 | Stable softmax | the one trick that every model needs | 4 | ●●○ | 10 min |
// | 0.3 | The largest of each row | repairing an axis | 2 | ●○○ | 5 min |
//
// ## Sources
//
// - *TensorFlow.js API reference*, sections Tensors, Operations, Memory: [js.tensorflow.org/api](https://js.tensorflow.org/api/latest/).
// - C. R. Harris and others, [*Array programming with NumPy*](https://doi.org/10.1038/s41586-020-2649-2), 2020: broadcasting as used everywhere today.
// - I. Goodfellow, Y. Bengio, A. Courville, [*Deep Learning*](https://www.deeplearningbook.org/contents/numerical.html), 2016, section 4.1: overflow, underflow and softmax.
//
// [All lessons](../README.md) &nbsp;·&nbsp; [01 · Queries, keys and values →](01-queries-keys-values.ipynb)
