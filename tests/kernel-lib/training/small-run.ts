import { cosineSchedule, fit, Linear, Module, seededRandom, tf, useBackend } from 'kernel-lib';
import { dropoutMaskOf } from 'kernel-lib/backend/fused/dropout-mask';
import type { History } from 'kernel-lib/training/history';

export interface SmallRun {
  file: string;
  steps: number;
  /** Before which step somebody stops it. */
  stopAt?: number;
  optimizer?: 'adam' | 'adamw';
  numGenerators?: number;
  width?: number;
  /** With a schedule, clipping and held-out measures. */
  hasEverything?: boolean;
}

class Small extends Module {
  readonly hidden: Linear;
  readonly output: Linear;

  constructor(width: number) {
    super();
    const random = seededRandom(1);
    this.hidden = new Linear({ inputDim: 2, outputDim: width, random });
    this.output = new Linear({ inputDim: width, outputDim: 1, random });
  }
}

/** All numbers of a module in one row. */
export const numbersOf = (module: Module): number[] =>
  module.parameters().flatMap((parameter) => Array.from(parameter.dataSync()));

/** A small model, and its run with random batches and dropout. */
export function startSmallRun(options: SmallRun): { model: Module; run: () => Promise<History> } {
  const { file, steps, stopAt, optimizer = 'adam', numGenerators = 1, width = 4 } = options;
  const model = new Small(width);
  const random = seededRandom(2);
  const stop = new AbortController();
  const errorOn = (inputs: tf.Tensor2D, mask: tf.Tensor2D | number): tf.Scalar => {
    const targets = inputs.prod(1, true);
    const outputs = model.output.forward(model.hidden.forward(inputs).relu().mul(mask));
    return outputs.sub(targets).square().mean() as tf.Scalar;
  };
  const loss = (step: number): tf.Scalar => {
    if (step + 1 === stopAt) stop.abort();
    const inputs = random.normalTensor<tf.Rank.R2>([8, 2]);
    const seed = random.integer(2 ** 32);
    return errorOn(inputs, dropoutMaskOf<tf.Rank.R2>([8, width], 0.25, seed));
  };
  const everything = {
    learningRate: cosineSchedule({ rate: 0.1, warmup: 3, steps: 20 }),
    clipNorm: 1,
    earlyStop: {
      measure: () => errorOn(tf.tensor2d([1, 2, -1, 1], [2, 2]), 1),
      every: 3,
      patience: 20,
    },
  };
  const run = (): Promise<History> =>
    fit({
      model,
      steps,
      loss,
      optimizer,
      checkpoint: {
        file,
        every: 1,
        random: [random, seededRandom(9)].slice(0, numGenerators),
      },
      signal: stop.signal,
      ...(options.hasEverything ? everything : {}),
    });
  return { model, run };
}

// In a process of its own, to be killed: it says when it has begun.
if (require.main === module) {
  void useBackend().then(async () => {
    process.stdout.write('begun\n');
    await startSmallRun({ file: process.argv[2], steps: 60 }).run();
    setInterval(() => {}, 1000);
  });
}
