import { onOutput, sameOutput, tensorOf } from './property-tools';
import type { Finding, Inputs, Property, PropertyContext, Wire, WireTensor } from './types';
import { indexOf, indexText, linesAlong } from './wire';

/** Every row along the last axis sums to 1. */
export function rowsSumToOne({ tolerance = 1e-5 }: { tolerance?: number } = {}): Property {
  return onOutput('every row sums to 1', (output) => {
    const width = output.shape[output.shape.length - 1] ?? 1;
    for (let start = 0; start < output.data.length; start += width) {
      const sum = output.data.slice(start, start + width).reduce((total, x) => total + x, 0);
      if (Math.abs(sum - 1) <= tolerance * Math.max(1, width)) continue;
      const row = indexText(indexOf(start, output.shape).slice(0, -1));
      return {
        message: `Row ${row} sums to ${sum.toPrecision(4)}, not to 1`,
        cause: columnsSumToOne(output, tolerance)
          ? 'Your columns sum to 1: the softmax runs over the wrong axis.'
          : undefined,
      };
    }
    return null;
  });
}

/** No entry is negative. */
export function nonNegative(): Property {
  return onOutput('no weight is negative', (output) => {
    const at = output.data.findIndex((value) => !(value >= 0));
    if (at < 0) return null;
    const where = indexText(indexOf(at, output.shape));
    return { message: `The value at ${where} is ${output.data[at].toPrecision(4)}` };
  });
}

/** Each output lies between the smallest and the largest of the values it mixes, column by column. */
export function convexHull({ values = 'values' }: { values?: string } = {}): Property {
  return {
    claim: 'every output lies between the smallest and the largest value',
    async check({ inputs, call }) {
      const output = tensorOf(await call(inputs));
      const mixed = tensorOf(inputs[values]);
      const oneColumn = mixed.shape.length === 1;
      const columns = oneColumn ? 1 : mixed.shape[mixed.shape.length - 1];
      const batched = !oneColumn && mixed.shape.length === 3;
      const perBatch = batched ? mixed.data.length / mixed.shape[0] : mixed.data.length;
      const outputPerBatch = batched ? output.data.length / mixed.shape[0] : output.data.length;
      for (const [at, value] of output.data.entries()) {
        const batch = Math.floor(at / outputPerBatch);
        const own = mixed.data
          .slice(batch * perBatch, (batch + 1) * perBatch)
          .filter((_, index) => index % columns === at % columns);
        const low = Math.min(...own);
        const high = Math.max(...own);
        const slack = 1e-4 * Math.max(1, Math.abs(low), Math.abs(high));
        if (value >= low - slack && value <= high + slack) continue;
        return {
          message: `The output at ${indexText(indexOf(at, output.shape))} is ${value.toPrecision(4)}`,
          lines: [`the values it mixes go from ${low.toPrecision(4)} to ${high.toPrecision(4)}`],
          cause: 'A weighted mean cannot leave the range of its values: do the weights sum to 1?',
        };
      }
      return null;
    },
  };
}

/** With inputs changed by `change` the output becomes `expected`: limits of a temperature, a width, a scale. */
export function approaches(options: {
  claim: string;
  change?: (inputs: Inputs) => Inputs;
  expected: (inputs: Inputs) => Wire;
  tolerance?: number;
  cause?: string;
}): Property {
  const { claim, change = (inputs) => inputs, expected, tolerance = 1e-3, cause } = options;
  return {
    claim,
    async check({ inputs, call }) {
      return sameOutput(expected(inputs), await call(change(inputs)), tolerance, {
        message: `It does not hold that ${claim}`,
        cause,
      });
    },
  };
}

/** A claim of your own; `check` returns a Finding, or null when the claim holds. */
export function holds(
  claim: string,
  check: (context: PropertyContext) => Promise<Finding | null>,
): Property {
  return { claim, check };
}

function columnsSumToOne(output: WireTensor, tolerance: number): boolean {
  if (output.shape.length < 2) return false;
  const sums = linesAlong(output, output.shape.length - 2).map((line) =>
    line.reduce((total, value) => total + value, 0),
  );
  return sums.every((sum) => Math.abs(sum - 1) <= tolerance * 10);
}
