// `npm run bench`: how fast this machine trains and computes, beside what else it could use.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { runChild } from './child.mjs';
import { machineLines } from './machine.mjs';
import { compareProducts } from './products/compare.mjs';
import { compareSteps } from './steps/compare.mjs';
import { workloads } from './steps/sizes.mjs';

const help = `npm run bench -- [--only PARTS] [--engines NAMES] [--rounds N] [--seconds S]

Times, in turns and each in a process of its own, and prints tables in Markdown:
  a, b, c    training steps of three models on every engine that is here
  products   products of matrices
  kernel     the Jupyter kernel beside stock tslab

  --only     some of these, with commas between
  --engines  only engines whose name begins so (ours, blas, stock, tfjs-node, pytorch)
  --rounds   how often each is measured; 3 unless said
  --seconds  how long each is measured in a round; 3 unless said

ATTEND_TORCH=path/to/python adds PyTorch. Nothing else should run on the machine.`;

const parts = [...Object.keys(workloads), 'products', 'kernel'];
const here = path.dirname(fileURLToPath(import.meta.url));

function readOptions() {
  const text = { type: 'string' };
  const options = { only: text, engines: text, rounds: text, seconds: text, help: { type: 'boolean' } }; // prettier-ignore
  const { values } = parseArgs({ options });
  const only = values.only?.split(',') ?? parts;
  const unknown = only.filter((part) => !parts.includes(part));
  if (unknown.length > 0) throw new Error(`there is no part ${unknown.join(', ')}\n\n${help}`);
  const [rounds, seconds] = [Number(values.rounds ?? 3), Number(values.seconds ?? 3)];
  if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error('--rounds must be 1 or more');
  if (!(seconds > 0)) throw new Error('--seconds must be above 0');
  return { only, engines: values.engines?.split(',') ?? null, rounds, seconds, help: values.help };
}

function run() {
  const options = readOptions();
  if (options.help) return console.log(help);
  const torch = process.env.ATTEND_TORCH || null;
  console.log(machineLines(torch).join('\n'));
  const steps = options.only.filter((part) => part in workloads);
  const problems = steps.length > 0 ? compareSteps(steps, { ...options, torch }) : [];
  if (options.only.includes('products')) compareProducts(options);
  if (options.only.includes('kernel')) {
    console.log('\n## The Jupyter kernel\n');
    console.log(runChild(process.execPath, [path.join(here, 'kernel.mjs'), `${options.rounds}`]));
  }
  if (problems.length > 0) throw new Error(problems.join('\n✘ '));
}

try {
  run();
} catch (error) {
  console.error(`✘ ${error.message}`);
  process.exitCode = 1;
}
