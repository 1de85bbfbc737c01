import { derangement, mapTensor, sameOutput, take, tensorOf } from './property-tools';
import type { Inputs, Property } from './types';

/** What stands beyond the valid length (along `axis` of the inputs in `change`) has no influence. */
export function paddingInvariant(options: {
  change: readonly string[];
  lengths: string;
  axis?: number;
  tolerance?: number;
}): Property {
  const { change, lengths, axis = 1, tolerance = 1e-6 } = options;
  return {
    claim: 'changing the padding changes nothing',
    async check({ inputs, random, call }) {
      const valid = tensorOf(inputs[lengths]).data;
      const changed: Inputs = { ...inputs };
      for (const name of change) {
        changed[name] = mapTensor(tensorOf(inputs[name]), (value, index) =>
          index[axis] >= valid[index[0]] ? random.normal(0, 10) : value,
        );
      }
      return sameOutput(await call(inputs), await call(changed), tolerance, {
        message: 'The output changes when only padding was changed',
        cause: 'Some weight still goes to positions beyond the valid length.',
      });
    },
  };
}

/**
 * Permuting inputs permutes the output in the same way. `permute` names the axis of each input that is permuted;
 * `output` the axis of the output that follows (null: the output must not change at all).
 */
export function permutationEquivariant(options: {
  permute: Record<string, number>;
  output: number | null;
  tolerance?: number;
}): Property {
  const { permute, output: outputAxis, tolerance = 1e-4 } = options;
  const names = Object.keys(permute).join(' and ');
  return {
    claim:
      outputAxis === null
        ? `another order of ${names} changes nothing`
        : `another order of ${names} gives the outputs in that order`,
    async check({ inputs, random, call }) {
      const [first] = Object.keys(permute);
      const length = tensorOf(inputs[first]).shape[permute[first]];
      const order = derangement(length, random);
      const permuted: Inputs = { ...inputs };
      for (const [name, axis] of Object.entries(permute)) {
        permuted[name] = take(tensorOf(inputs[name]), axis, order);
      }
      const before = tensorOf(await call(inputs));
      const expected = outputAxis === null ? before : take(before, outputAxis, order);
      return sameOutput(expected, await call(permuted), tolerance, {
        message: `The output does not follow when ${names} come in the order ${order.join(', ')}`,
        cause: 'Something depends on the place in the list, not on the content.',
      });
    },
  };
}

/** Adding one number to every entry of `input` changes nothing (softmax has this property). */
export function shiftInvariant(options: {
  input: string;
  by?: number;
  tolerance?: number;
}): Property {
  const { input, by = 100, tolerance = 1e-4 } = options;
  return {
    claim: `adding ${by} to all of ${input} changes nothing`,
    async check({ inputs, call }) {
      const shifted = mapTensor(tensorOf(inputs[input]), (value) => value + by);
      return sameOutput(
        await call(inputs),
        await call({ ...inputs, [input]: shifted }),
        tolerance,
        {
          message: `The output changes when ${by} is added to all of ${input}`,
          cause: 'Is the largest score taken away before the exponential?',
        },
      );
    },
  };
}

/** The output of one batch row depends on that row of the inputs alone. */
export function batchIndependent(options: {
  change: readonly string[];
  tolerance?: number;
}): Property {
  const { change, tolerance = 1e-6 } = options;
  return {
    claim: 'a batch row does not see the other rows',
    async check({ inputs, random, call }) {
      const changed: Inputs = { ...inputs };
      for (const name of change) {
        changed[name] = mapTensor(tensorOf(inputs[name]), (value, index) =>
          index[0] > 0 ? random.normal(0, 3) : value,
        );
      }
      const before = tensorOf(await call(inputs));
      const after = tensorOf(await call(changed));
      return sameOutput(take(before, 0, [0]), take(after, 0, [0]), tolerance, {
        message: 'Batch row 0 changes when only the other rows were changed',
        cause: 'Something is summed or normalised over the batch axis.',
      });
    },
  };
}

/** Output t depends on the inputs up to t: changing position t leaves the outputs before t as they are. */
export function causal(options: {
  change: readonly string[];
  axis?: number;
  outputAxis?: number;
  tolerance?: number;
}): Property {
  const { change, axis = 1, outputAxis = 1, tolerance = 1e-6 } = options;
  return {
    claim: 'no output sees a later position',
    async check({ inputs, random, call }) {
      const before = tensorOf(await call(inputs));
      const length = tensorOf(inputs[change[0]]).shape[axis];
      for (let t = length - 1; t > 0; t--) {
        const changed: Inputs = { ...inputs };
        for (const name of change) {
          changed[name] = mapTensor(tensorOf(inputs[name]), (value, index) =>
            index[axis] === t ? random.normal(0, 3) : value,
          );
        }
        const earlier = Array.from({ length: t }, (_, position) => position);
        const finding = sameOutput(
          take(before, outputAxis, earlier),
          take(tensorOf(await call(changed)), outputAxis, earlier),
          tolerance,
          {
            message: `Position ${t} was changed, and an output before it changed, too`,
            cause: 'The mask lets a position look ahead.',
          },
        );
        if (finding) return finding;
      }
      return null;
    },
  };
}
