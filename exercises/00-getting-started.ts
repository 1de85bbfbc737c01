import { defineExercises, drawNormal, property, tensor, values } from 'kernel-lib/exercise/define';
import { rowsSumToOne, shiftInvariant } from 'kernel-lib/exercise/properties';

const shapes = (name: string, a: number[], b: number[]) =>
  values({ name, inputs: () => ({ a, b }) });

/** Near 10,000 neighbouring 32-bit numbers lie 1e-3 apart: exp(s - logSumExp(s)) is right and cannot be closer. */
const FAR = 2e-3;

export const exercises = defineExercises([
  {
    id: 'broadcastShapes',
    title: 'Broadcasting shapes',
    kind: 'write',
    points: 2,
    difficulty: 1,
    minutes: 10,
    about: 'Predicting the shape of a result.',
    see: 'lesson 00, section 0.4',
    hints: [
      'Where do you align two shapes of different length?',
      'Look at the comparison of one pair of sizes: there are two ways in which they can fit.',
      'Walk from the last axis to the first; a size that is not there counts as 1.',
    ],
    cases: [
      shapes('equal shapes', [2, 3], [2, 3]),
      shapes('sizes of 1 stretch, on both sides', [4, 1], [1, 6]),
      shapes('different ranks', [5, 4, 1], [6]),
      shapes('the shorter shape first', [3], [2, 3]),
      shapes('sizes that do not fit', [2, 3], [2, 4]),
      shapes('fits on the left, not on the right', [2, 3], [2]),
      shapes('a scalar', [], [7, 2]),
    ],
  },
  {
    id: 'stableSoftmax',
    title: 'Stable softmax',
    kind: 'write',
    points: 4,
    difficulty: 2,
    minutes: 10,
    about: 'The one trick that every model needs.',
    see: 'lesson 00, section 0.7',
    axes: ['row', 'column'],
    hints: [
      'Which numbers can a 32-bit float not hold, and which line asks for them?',
      'Look at what you raise e to. Softmax does not change when a whole row is shifted.',
      'Shift each row so that its largest score becomes 0 before you raise e to it.',
    ],
    cases: [
      values({
        name: 'ordinary scores',
        inputs: (random) => ({ scores: drawNormal(random, [3, 4], { std: 2 }) }),
        gradients: ['scores'],
        leaks: true,
      }),
      values({
        name: 'scores of 10,000',
        inputs: (random) => ({ scores: drawNormal(random, [2, 5], { mean: 10000, std: 1 }) }),
        tolerance: FAR,
        nan: 'Scores near 10,000 turn into Infinity, and Infinity / Infinity is not a number.',
      }),
      values({
        name: 'one row high, one row low',
        inputs: () => ({ scores: tensor([2, 3], [9000, 9001, 9002, -9000, -9001, -9002]) }),
        tolerance: FAR,
        nan: 'One row holds scores near 9,000, the other near -9,000: each needs a shift of its own.',
      }),
      values({
        name: 'scores far apart in one row',
        inputs: () => ({ scores: tensor([2, 4], [200, 0, 1, -1, -10000, 10000, 0, 9999]) }),
        tolerance: FAR,
        nan: 'The scores of a row lie far apart: after your shift, the largest of them still overflows.',
      }),
      property({
        name: 'shares of a row',
        inputs: (random) => ({ scores: drawNormal(random, [4, 3]) }),
        property: rowsSumToOne(),
      }),
      property({
        name: 'only differences matter',
        inputs: (random) => ({ scores: drawNormal(random, [3, 3], { std: 3 }) }),
        property: shiftInvariant({ input: 'scores' }),
      }),
    ],
  },
  {
    id: 'rowArgmax',
    title: 'The largest of each row',
    kind: 'repair',
    points: 2,
    difficulty: 1,
    minutes: 5,
    about: 'Repairing an axis.',
    see: 'lesson 00, section 0.3',
    axes: ['row'],
    hints: [
      'How many answers should come out for a table of 2 rows and 3 columns?',
      'Look at the axis: the one that you name is the one that disappears.',
      'One answer per row means that the columns disappear.',
    ],
    cases: [
      values({
        name: 'more columns than rows',
        inputs: (random) => ({ values: drawNormal(random, [2, 5]) }),
      }),
      values({
        name: 'a square table',
        inputs: (random) => ({ values: drawNormal(random, [4, 4]) }),
      }),
      values({
        name: 'negative numbers only',
        inputs: (random) => ({ values: drawNormal(random, [3, 4], { mean: -9 }) }),
      }),
    ],
  },
]);
