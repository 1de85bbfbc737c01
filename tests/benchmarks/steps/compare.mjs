import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { median, table } from '../statistics.mjs';
import { enginesHere, measureInNode } from './engines.mjs';
import { numCompared, workloads } from './sizes.mjs';

const tolerance = 1e-4;

/**
 * Times training steps on every engine, in turns, and prints a table for each workload.
 *
 * @returns what went wrong, in words: losses that differ, an engine that failed.
 */
export function compareSteps(names, { engines: wanted, rounds, seconds, torch }) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-bench-'));
  const isWanted = ({ name }) => wanted === null || wanted.some((start) => name.startsWith(start));
  const problems = [];
  try {
    const engines = enginesHere(torch).filter(isWanted);
    for (const workload of names) {
      measureInNode({ kind: 'start', workload, folder });
      const rows = engines.map((engine) => ({ engine, results: [], failure: null }));
      for (let round = 1; round <= rounds; round++) {
        for (const row of rows) measureOnce(row, { workload, folder, seconds }, round);
      }
      problems.push(...report(workload, rows));
    }
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return problems;
}

function measureOnce(row, request, round) {
  if (row.failure !== null) return;
  try {
    const result = row.engine.measure(request);
    row.results.push(result);
    const time = Math.min(...result.times.slice(1)).toFixed(0);
    console.error(`  ${request.workload}, round ${round}: ${row.engine.title}: ${time} ms`);
  } catch (error) {
    row.failure = error.message;
  }
}

function report(workload, rows) {
  const measured = rows.filter(({ failure }) => failure === null);
  const problems = rows
    .filter(({ failure }) => failure !== null)
    .map(({ engine, failure }) => `${workload}, ${engine.title}: ${failure}`);
  console.log(`\n## ${workload} · ${workloads[workload].title}\n`);
  const timeOf = (name, threads) => {
    const row = measured.find(
      ({ engine }) => engine.name === name && (threads === null || engine.threads === threads),
    );
    return row ? best(row) : null;
  };
  const head = [
    ...[
      'engine',
      'ms a step, least',
      'median',
      'processor ms',
      'faster than stock',
      'time / PyTorch',
    ],
    ...['peak memory, GB', `losses of ${numCompared} steps`],
  ];
  const body = measured.map((row) => {
    const { engine, results } = row;
    const [stock, pytorch] = [timeOf('stock', null), timeOf('pytorch', engine.threads ?? 1)];
    return [
      engine.title,
      best(row).toFixed(1),
      median(timesOf(row)).toFixed(1),
      Math.min(...results.flatMap(({ processorTimes }) => processorTimes.slice(1))).toFixed(0),
      stock === null ? '–' : `${(stock / best(row)).toFixed(1)} ×`,
      pytorch === null ? '–' : (best(row) / pytorch).toFixed(2),
      (Math.max(...results.map(({ peak }) => peak)) / 1e9).toFixed(2),
      results[0].losses.slice(0, numCompared).map((loss) => loss.toFixed(5)).join(' '), // prettier-ignore
    ];
  });
  console.log(table([head, ...body]));
  for (const { engine, results } of measured)
    console.log(`- ${engine.title}: ${results[0].device}`);
  return [...problems, ...differences(workload, measured)];
}

/** The first step also compiles and allocates. */
const timesOf = ({ results }) => results.flatMap(({ times }) => times.slice(1));
const best = (row) => Math.min(...timesOf(row));

/** Every run of every engine must come to the same losses as the first. */
function differences(workload, measured) {
  if (measured.length === 0) return [];
  const expected = measured[0].results[0].losses.slice(0, numCompared);
  return measured.flatMap(({ engine, results }) => {
    const distance = Math.max(
      ...results.flatMap(({ losses }) => expected.map((loss, i) => Math.abs(loss - losses[i]))),
    );
    if (distance <= tolerance) return [];
    return [`${workload}, ${engine.title}: the losses differ by ${distance}`];
  });
}
