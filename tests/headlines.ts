// `npm run headlines`: every lesson at full pace, its measured results against their gates in one table.
import path from 'node:path';
import { lessons } from './support/notebooks';
import { runHeadless, type MeasuredResult } from './support/run-headless';

function row({ name, value, gate, seed, passed }: MeasuredResult): string {
  const bounds = [
    gate.atLeast === undefined ? '' : `≥ ${gate.atLeast}`,
    gate.atMost === undefined ? '' : `≤ ${gate.atMost}`,
  ];
  const measured = `${Number(value ?? NaN).toPrecision(3)}${passed ? '' : ' **missed**'}`;
  return `${name} | ${measured} | ${bounds.filter(Boolean).join(' and ')} | ${seed ?? ''}`;
}

/** What a learner's laptop and patience allow: seconds, GB. */
const [longest, most] = [300, 1.5];

async function main(): Promise<void> {
  console.log('| Lesson | Result | Measured | Gate | Seed |');
  console.log('| --- | --- | ---: | --- | --- |');
  for (const lesson of lessons()) {
    const [number] = path.basename(lesson).split('-');
    const { code, log, seconds, memory, headlines } = await runHeadless(lesson, {
      ATTEND_PACE: 'full',
    });
    for (const result of headlines) console.log(`| ${number} | ${row(result)} |`);
    console.log(
      `| ${number} | time of the whole lesson | ${seconds.toFixed(0)} s | ≤ ${longest} s | |`,
    );
    console.log(`| ${number} | memory at most | ${memory} GB | ≤ ${most} GB | |`);
    if (code !== 0) console.error(log);
    const isFit = seconds <= longest && memory <= most;
    if (code !== 0 || !isFit || !headlines.every(({ passed }) => passed)) process.exitCode = 1;
  }
}

void main();
