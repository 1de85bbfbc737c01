import { diagnoseCall } from './diagnose-call';
import { diagnoseGradient } from './diagnose-gradient';
import { diagnoseValue } from './diagnose-value';
import { diagnoseWeights } from './diagnose-weights';
import type { Diagnosis } from './diagnosis';
import type { Observation, ReadyCase } from './observe';
import type { AnswerCase, Exercise, Inputs, Wire } from './types';
import { close } from './wire';

/** The tolerance of values where a case says nothing. */
const TOLERANCE = 1e-4;

/** What a case is judged by. */
export interface Exhibit {
  exercise: Exercise;
  one: ReadyCase;
  inputs: Inputs;
  got: Observation;
  reference: Observation;
}

/** Why this case does not pass; null when it passes. */
export function diagnose(exhibit: Exhibit): Diagnosis | null {
  const { exercise, one, got, reference } = exhibit;
  const noValue = diagnoseCall(exercise.id, got.outcome);
  if (noValue) return noValue;
  const otherWeights = reference.weights && diagnoseWeights(got.weights ?? {}, reference.weights);
  if (otherWeights) return otherWeights;
  if (one.kind === 'property') return got.finding ? propertyFails(exhibit) : null;
  if (got.outcome.status !== 'value') return null;
  if (reference.outcome.status !== 'value') return goldenWithoutValue(exercise.id, one.name);
  const value = got.outcome.value;
  const expected = reference.outcome.value;
  if (one.kind === 'answer') return diagnoseAnswer(exercise.id, one, value, expected);
  const tolerance = (one.kind !== 'gradient' && one.tolerance) || TOLERANCE;
  const nan = one.kind === 'values' ? one.nan : undefined;
  const wrong = diagnoseValue(value, expected, {
    axes: exercise.axes,
    inputs: exhibit.inputs,
    tolerance,
    nan,
  });
  if (wrong) return wrong;
  if (one.kind === 'model') return diagnoseGradient(exhibit, namesIn(reference.gradients));
  if (one.kind === 'gradient') return diagnoseGradient(exhibit, one.wrt, one.tolerance);
  return one.leaks && got.outcome.leaked > 0 ? leaked(got.outcome.leaked) : null;
}

function namesIn(outcome: Observation['gradients']): string[] {
  return outcome?.status === 'gradients' ? Object.keys(outcome.gradients) : [];
}

function propertyFails({ one, got }: Exhibit): Diagnosis {
  const { message, cause, lines = [] } = got.finding ?? { message: '' };
  const claim = one.kind === 'property' ? one.property.claim : '';
  return {
    state: 'property',
    words: 'a property does not hold',
    cause: cause ?? message,
    detail: cause ? [`${message}.`] : [],
    evidence: [
      { type: 'facts', rows: [['should hold', claim]] },
      ...(lines.length ? [{ type: 'lines' as const, lines: lines.slice(0, 5) }] : []),
    ],
  };
}

function diagnoseAnswer(id: string, one: AnswerCase, got: Wire, expected: Wire): Diagnosis | null {
  const says = (words: string, cause: string, detail: string[] = []): Diagnosis => ({
    state: 'answer',
    words,
    cause,
    detail,
    evidence: [],
  });
  const name = one.part === undefined ? id : `${id}.${one.part}`;
  if (one.options) {
    const names = Object.keys(one.options);
    const chosen = typeof got === 'string' ? spaced(got) : got;
    if (chosen === expected) return null;
    if (typeof chosen !== 'string' || !names.includes(chosen)) {
      const advice = [`Choose one of ${names.map((option) => `'${option}'`).join(', ')}.`];
      if (isEmpty(got)) return says('not written yet', `${name} has no answer yet`, advice);
      return says('not one of the options', `${name} is ${JSON.stringify(got)}`, advice);
    }
    const { text, feedback } = one.options[chosen];
    return says('not this one yet', feedback, [`You chose '${chosen}': ${text}`]);
  }
  const tolerance = one.tolerance ?? TOLERANCE;
  if (isEmpty(got)) return says('not written yet', `${name} has no answer yet`);
  return compareAnswers(name, got, expected, tolerance, says);
}

function compareAnswers(
  name: string,
  got: Wire,
  expected: Wire,
  tolerance: number,
  says: (words: string, cause: string, detail?: string[]) => Diagnosis,
): Diagnosis | null {
  const shown = (value: Wire): string =>
    typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) {
      const what = Array.isArray(got) ? `${got.length} entries` : shown(got);
      return says(
        'another kind of answer',
        `${name} should be ${expected.length} entries, it is ${what}`,
      );
    }
    const wrong = expected
      .map((_, at) => at)
      .filter((at) => !agrees(got[at], expected[at], tolerance));
    if (wrong.length === 0) return null;
    const places = wrong.map((at) => `[${at}]`).join(', ');
    const right = expected.length - wrong.length;
    return says(
      'not yet',
      `${wrong.length === 1 ? 'One entry is' : 'These entries are'} not right: ${places}`,
      [`${right} of ${expected.length} entries are right (tolerance ${tolerance}).`],
    );
  }
  if (agrees(got, expected, tolerance)) return null;
  if (typeof got !== typeof expected) {
    return says(
      'another kind of answer',
      `${name} is ${shown(got)}, it should be a ${typeof expected}`,
    );
  }
  const isTooLarge = typeof got === 'number' && got > (expected as number);
  return typeof got === 'number'
    ? says('not yet', `${shown(got)} is too ${isTooLarge ? 'large' : 'small'}`, [
        `Allowed is a difference of ${tolerance}.`,
      ])
    : says('not yet', `${shown(got)} is not it`);
}

function agrees(got: Wire, expected: Wire, tolerance: number): boolean {
  if (typeof got === 'number' && typeof expected === 'number') {
    return close(got, expected, 0) || Math.abs(got - expected) <= tolerance * (1 + 1e-9);
  }
  if (Array.isArray(got) && Array.isArray(expected)) {
    return (
      got.length === expected.length && got.every((one, at) => agrees(one, expected[at], tolerance))
    );
  }
  if (typeof got === 'string' && typeof expected === 'string') {
    return spaced(got) === spaced(expected);
  }
  return got === expected;
}

/** Spaces around a word and two where one is meant are no other answer. */
function spaced(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** What a learner finds before they answer. */
function isEmpty(got: Wire): boolean {
  return got === null || got === '' || (typeof got === 'number' && Number.isNaN(got));
}

function leaked(count: number): Diagnosis {
  return {
    state: 'leak',
    words: 'right values, tensors left in memory',
    cause: `${count} ${count === 1 ? 'tensor is' : 'tensors are'} left in memory after the call`,
    detail: ['tf.tidy(() => …) around the body frees everything but what it returns.'],
    evidence: [],
  };
}

function goldenWithoutValue(id: string, name: string): Diagnosis {
  return {
    state: 'golden',
    words: 'cannot be checked',
    cause: `The expected values of ${id}, case "${name}", are missing`,
    detail: ['Run npm run build, then check again.'],
    evidence: [],
  };
}
