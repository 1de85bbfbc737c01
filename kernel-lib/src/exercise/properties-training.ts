import { tensorOf } from './property-tools';
import type { Inputs, Property, PropertyContext, Wire, WireTensor } from './types';

/**
 * A gate: a score of what the answer gives (an error, an accuracy), measured on data it has not seen.
 * `score` may call the answer as often as it likes.
 */
export function gate(options: {
  /** What is measured: `mean squared error to the truth`. */
  measures: string;
  score: (context: PropertyContext) => Promise<number>;
  atLeast?: number;
  atMost?: number;
  /** What a miss usually comes from. */
  cause?: string;
}): Property {
  const { measures, score, atLeast = -Infinity, atMost = Infinity, cause } = options;
  const bound = atMost < Infinity ? `at most ${atMost}` : `at least ${atLeast}`;
  return {
    claim: `${measures} is ${bound}`,
    async check(context) {
      const value = await score(context);
      if (value >= atLeast && value <= atMost) return null;
      return {
        message: `The ${measures} is ${value.toPrecision(4)}, it should be ${bound}`,
        cause,
      };
    },
  };
}

/**
 * The answer is a loss of its inputs; plain gradient descent on the inputs named in `train` brings it under `atMost`
 * within `steps`. This shows that the gradients are of use.
 */
export function trainsTo(options: {
  train: readonly string[];
  atMost: number;
  steps?: number;
  learningRate?: number;
}): Property {
  const { train, atMost, steps = 100, learningRate = 0.1 } = options;
  return {
    claim: `training ${train.join(' and ')} brings the loss to ${atMost}`,
    async check({ inputs, call, gradients }) {
      let current: Inputs = { ...inputs };
      const first = lossOf(await call(current));
      const dy: WireTensor = { shape: [], dtype: 'float32', data: [1] };
      for (let step = 0; step < steps; step++) {
        const slopes = await gradients(current, train, dy);
        const next: Inputs = { ...current };
        for (const name of train) {
          const slope = slopes[name];
          if (!slope) return { message: `No gradient reaches ${name}` };
          const from = tensorOf(current[name]);
          const data = from.data.map((value, at) =>
            Math.fround(value - learningRate * slope.data[at]),
          );
          next[name] = { ...from, data };
        }
        current = next;
      }
      const last = lossOf(await call(current));
      if (last <= atMost) return null;
      return {
        message: `After ${steps} steps the loss is ${last.toPrecision(4)}`,
        lines: [`it began at ${first.toPrecision(4)} and should reach ${atMost}`],
        cause: last > first ? 'It grows: does the loss have the right sign?' : undefined,
      };
    },
  };
}

/**
 * An event happens with the given probability: the answer is called until `draws` draws are counted, and the share
 * must lie within four standard deviations. `count` says how many events and draws one result holds.
 */
export function frequency(options: {
  of: string;
  probability: number;
  draws: number;
  count: (output: Wire, inputs: Inputs) => { events: number; draws: number };
}): Property {
  const { of, probability, draws, count } = options;
  return {
    claim: `${of}: ${(100 * probability).toPrecision(3)} %`,
    async check({ inputs, call }) {
      let events = 0;
      let seen = 0;
      while (seen < draws) {
        const one = count(await call(inputs), inputs);
        if (!(one.draws > 0)) return { message: `${of}: the result holds nothing to count` };
        events += one.events;
        seen += one.draws;
      }
      const allowed = 4 * Math.sqrt((probability * (1 - probability)) / seen);
      const share = events / seen;
      if (Math.abs(share - probability) <= allowed) return null;
      const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
      return {
        message: `${of}: ${percent(share)} of ${seen}, expected ${percent(probability)}`,
        lines: [`chance alone stays within ${percent(allowed)} of it`],
      };
    },
  };
}

function lossOf(value: Wire): number {
  return tensorOf(value).data[0];
}
