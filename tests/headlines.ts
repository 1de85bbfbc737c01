// `npm run headlines`: every lesson at full pace, its measured results against their gates in one table.
// `npm run headlines -- --write` also puts the table into the README.
import fs from 'node:fs';
import path from 'node:path';
import prettier from 'prettier';
import { lessons } from './support/notebooks';
import { runHeadless, type MeasuredResult } from './support/run-headless';

/** What a learner's laptop and patience allow: seconds, GB. */
const [longest, most] = [300, 1.5];

function row({ name, value, gate, seed, passed }: MeasuredResult): string {
  const bounds = [
    gate.atLeast === undefined ? '' : `≥ ${gate.atLeast}`,
    gate.atMost === undefined ? '' : `≤ ${gate.atMost}`,
  ];
  const measured = `${Number(value ?? NaN).toPrecision(3)}${passed ? '' : ' **missed**'}`;
  const escaped = name.replaceAll('|', '\\|');
  return `${escaped} | ${measured} | ${bounds.filter(Boolean).join(' and ')} | ${seed ?? ''}`;
}

/** Puts the table between the marks of the README. */
async function writeReadme(table: string): Promise<void> {
  const file = path.resolve(__dirname, '../README.md');
  const text = fs.readFileSync(file, 'utf8');
  const [begin, end] = ['<!-- headlines -->', '<!-- /headlines -->'];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`README.md must hold ${begin} and then ${end}`);
  const whole = `${text.slice(0, from)}${begin}\n\n${table}\n\n${text.slice(to)}`;
  const options = await prettier.resolveConfig(file);
  fs.writeFileSync(file, await prettier.format(whole, { ...options, filepath: file }));
}

async function main(): Promise<void> {
  const lines: string[] = [];
  const print = (line: string): void => {
    lines.push(line);
    console.log(line);
  };
  print('| Lesson | Result | Measured | Gate | Seed |');
  print('| ---: | --- | ---: | ---: | ---: |');
  for (const lesson of lessons()) {
    const [number] = path.basename(lesson).split('-');
    const run = await runHeadless(lesson, { ATTEND_PACE: 'full' });
    const { code, log, seconds, memory, headlines } = run;
    for (const result of headlines) print(`| ${number} | ${row(result)} |`);
    print(`| ${number} | the whole lesson, seconds | ${seconds.toFixed(0)} | ≤ ${longest} | |`);
    print(`| ${number} | its memory at most, GB | ${memory} | ≤ ${most} | |`);
    if (code !== 0) console.error(log);
    const isFit = seconds <= longest && memory <= most;
    if (code !== 0 || !isFit || !headlines.every(({ passed }) => passed)) process.exitCode = 1;
  }
  if (process.argv.includes('--write') && !process.exitCode) await writeReadme(lines.join('\n'));
}

void main();
