// An exercise to make mistakes in: a weighted mean over keys, (B, Q, K) and (B, K, v) -> (B, Q, v).
import { tf, useBackend } from 'kernel-lib';
import {
  defineExercises,
  drawNormal,
  property,
  values,
  type Exercise,
} from 'kernel-lib/exercise/define';
import { expectationsOf, localCandidate } from 'kernel-lib/exercise/expectations';
import { reportOf, type Report } from 'kernel-lib/exercise/report';
import { runExercise } from 'kernel-lib/exercise/run';
import type { ExerciseSource, Inputs, Mistake, Property, Random } from 'kernel-lib/exercise/types';

type Mix = (weights: tf.Tensor3D, items: tf.Tensor3D) => unknown;

/** What every exercise must say, for those that a test defines. */
export const about: Omit<ExerciseSource, 'id' | 'cases'> = {
  title: 'An exercise',
  kind: 'write',
  points: 4,
  difficulty: 1,
  minutes: 5,
  about: 'A test.',
  see: 'lesson 00',
  hints: ['What is mixed?', 'Look at the product.', 'Weights times values.'],
};

export const [mix] = defineExercises([
  {
    ...about,
    id: 'mix',
    axes: ['batch', 'query', 'column'],
    cases: [
      values({
        name: 'forward',
        inputs: (random) => ({
          weights: drawNormal(random, [2, 3, 4]),
          items: drawNormal(random, [2, 4, 5]),
        }),
        gradients: ['weights', 'items'],
        nan: 'Batch 1 divides 0 by 0',
      }),
    ],
  },
]);

export const right: Mix = (weights, items) => tf.matMul(weights, items);

export const mistakes: Mistake[] = [
  {
    id: 'doubled',
    says: 'weights that are used twice',
    hint: 'How often does a weight count?',
    answer: (weights: tf.Tensor3D, items: tf.Tensor3D) =>
      tf.tidy(() => tf.matMul(weights.add(weights), items)),
  },
  {
    id: 'off-tape',
    says: 'items that leave TensorFlow',
    hint: 'Which line leaves TensorFlow?',
    answer: (weights: tf.Tensor3D, items: tf.Tensor3D) =>
      tf.tidy(() => tf.matMul(weights, tf.tensor3d(items.arraySync()))),
  },
];

/** Checks an answer as a learner would. */
export async function examine(
  answer: unknown,
  {
    exercise = mix,
    reference = right as unknown,
    known = mistakes,
    hint = undefined as number | undefined,
  } = {},
): Promise<Report> {
  await useBackend();
  const expectations = await expectationsOf(exercise, reference, known);
  const result = await runExercise(exercise, localCandidate(exercise, answer), expectations);
  return reportOf(result, { number: '03', solved: 2, of: 5 }, hint);
}

/** State and sentence of the first case that does not pass. */
export async function diagnosisOf(
  answer: unknown,
  options: Parameters<typeof examine>[1] = {},
): Promise<{ state: string; cause: string; detail: string; mistake: string | null }> {
  const { failing, cause, detail } = await examine(answer, options);
  const state = failing?.diagnosis?.state ?? 'passed';
  return { state, cause, detail: detail.join(' '), mistake: failing?.mistake?.id ?? null };
}

export function exerciseOf(
  cases: ExerciseSource['cases'],
  more: Partial<ExerciseSource> = {},
): Exercise {
  return defineExercises([{ ...about, id: 'answer', cases, ...more }])[0];
}

/** Whether a property holds for an answer; else what is said. */
export async function verdict(
  claim: Property,
  inputs: (random: Random) => Inputs,
  answer: unknown,
): Promise<string> {
  await useBackend();
  const exercise = exerciseOf([property({ name: 'one', inputs, property: claim })]);
  const found = await diagnosisOf(answer, { exercise, reference: answer, known: [] });
  return found.state === 'passed' ? 'holds' : `${found.cause} ${found.detail}`.trim();
}

/** Two batches of three rows of three scores. */
export const scores = (random: Random): Inputs => ({ scores: drawNormal(random, [2, 3, 3]) });

export const softmax = (x: tf.Tensor): tf.Tensor => tf.softmax(x);
