import { tf } from '../backend/tensorflow';

/** What Adam remembers of one parameter: plain numbers in row-major order. */
export interface AdamMoments {
  first: Float32Array;
  second: Float32Array;
}

/** The two moments of one parameter, on the engine. */
export interface MomentPair {
  first: tf.Variable;
  second: tf.Variable;
}

/** The moments of each parameter, zeros until its first step. */
export class Moments {
  private readonly pairs: Map<tf.Variable, MomentPair> = new Map();

  of(parameter: tf.Variable): MomentPair {
    const found = this.pairs.get(parameter);
    if (found) return found;
    const zeros = (): tf.Variable =>
      tf.tidy(() => tf.variable(tf.zeros(parameter.shape, 'float32'), false));
    const pair = { first: zeros(), second: zeros() };
    this.pairs.set(parameter, pair);
    return pair;
  }

  /** The numbers of those parameters that took a step, by name. */
  read(parameters: Record<string, tf.Variable>): Record<string, AdamMoments> {
    const entries = Object.entries(parameters).flatMap(([name, parameter]) => {
      const pair = this.pairs.get(parameter);
      if (!pair) return [];
      const [first, second] = [pair.first, pair.second].map((m) => m.dataSync() as Float32Array);
      return [[name, { first, second }]] as [string, AdamMoments][];
    });
    return Object.fromEntries(entries);
  }

  /**
   * Takes the numbers that `read` gave, and forgets all others.
   *
   * @throws Error when a name or a number of numbers differs; nothing is changed then.
   */
  write(parameters: Record<string, tf.Variable>, moments: Record<string, AdamMoments>): void {
    for (const [name, { first, second }] of Object.entries(moments)) {
      const size = parameters[name]?.size ?? 'no';
      for (const { length } of [first, second]) {
        if (length !== size) {
          throw new Error(`setState: ${name} must have ${size} moments, got ${length}`);
        }
      }
    }
    this.dispose();
    for (const [name, { first, second }] of Object.entries(moments)) {
      const pair = this.of(parameters[name]);
      tf.tidy(() => {
        pair.first.assign(tf.tensor(first, pair.first.shape));
        pair.second.assign(tf.tensor(second, pair.second.shape));
      });
    }
  }

  /** Gives back the memory: all are zeros again. */
  dispose(): void {
    for (const { first, second } of this.pairs.values()) tf.dispose([first, second]);
    this.pairs.clear();
  }
}
