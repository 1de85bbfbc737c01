import { fill } from '../figures/words';
import type { Evidence, GradientRow } from './diagnosis';
import { hiddenWords, sliceAround } from './map';
import {
  leakNote,
  numberWords,
  passedWords,
  placeWords,
  scoreWords,
  smallWords,
  type LessonStanding,
  type Report,
} from './report';
import type { Exercise } from './types';
import { indexOf, indexText, shapeWords } from './wire';

const WIDTH = 80;
/** Of the name of a weight, beside its numbers. */
const LONGEST = 24;

/** The report as plain text: no line is longer than 80 characters. */
export function reportText(report: Report): string {
  const { result, failing, lesson } = report;
  const { exercise } = result;
  if (!failing?.diagnosis) {
    const points = `${result.points} of ${exercise.points} points`;
    const parts = [exercise.id, passedWords(result), points, lesson ? lessonWords(lesson) : ''];
    const note = leakNote(result);
    return [`✔ ${parts.filter(Boolean).join(' · ')}`, ...(note ? indented(note) : [])].join('\n');
  }
  const { diagnosis } = failing;
  const head = [`✘ ${exercise.id}`, diagnosis.words, placeWords(report)].filter(Boolean);
  const lines = [
    ...fill(head.join(' · '), WIDTH).split('\n'),
    ...indented(`${report.cause}${/[.?!]$/.test(report.cause) ? '' : '.'}`),
    ...report.detail.flatMap((line) => indented(line)),
  ];
  for (const evidence of diagnosis.evidence) {
    lines.push('', ...evidenceLines(evidence, exercise).map((line) => cut(line)));
  }
  if (report.trial) {
    lines.push(
      '',
      ...indented(`try it:  ${report.trial.code}`),
      ...indented(report.trial.inputs, 11),
    );
  }
  if (report.hint) {
    const { level, text, next } = report.hint;
    lines.push('', ...hanging(`Hint ${level} of 3: `, text));
    if (next) lines.push(...indented(`Next hint:   ${next}`));
  }
  const foot = [scoreWords(result), lesson ? lessonWords(lesson) : ''].filter(Boolean).join(' · ');
  return [...lines, '', ...indented(foot)].join('\n');
}

function lessonWords({ number, solved, of }: LessonStanding): string {
  return `lesson ${number}: ${solved} of ${of} exercises`;
}

function evidenceLines(evidence: Evidence, exercise: Exercise): string[] {
  switch (evidence.type) {
    case 'comparison':
      return comparison(evidence, exercise);
    case 'shape':
      return shapeTable(evidence);
    case 'nan':
      return nanTable(evidence, exercise);
    case 'gradients':
      return gradientTable(evidence.rows);
    case 'code':
      return evidence.lines.map(
        ({ number, text, isHere }) =>
          `  ${isHere ? '>' : ' '} ${String(number).padStart(3)}  ${text}`,
      );
    case 'facts':
      return evidence.rows.flatMap(([name, value]) => hanging(`${name}: `, value));
    case 'lines':
      return evidence.lines.flatMap((line) =>
        line.length < WIDTH - 2 ? `  ${line}` : indented(line),
      );
  }
}

function comparison(evidence: Evidence & { type: 'comparison' }, exercise: Exercise): string[] {
  const { got, expected, first, tolerance } = evidence;
  const numbers = `got ${numberWords(got.data[first])}, expected ${numberWords(expected.data[first])}`;
  if (got.data.length === 1) return [`  ${numbers} (tolerance ${smallWords(tolerance)})`];
  const slice = sliceAround(got, first, exercise.axes);
  const gaps = slice.places.map((row) =>
    row.map((at) => Math.abs(got.data[at] - expected.data[at])),
  );
  const cells = gaps.map((row) => row.map((gap) => gapWords(gap)));
  const hidden = hiddenWords(slice);
  return [
    `  shape ${shapeWords(got.shape)} ✔   dtype ${got.dtype} ✔   ${evidence.differing} of ${got.data.length} values differ`,
    `  first difference at ${indexText(indexOf(first, got.shape))}: ${numbers} (tolerance ${smallWords(tolerance)})`,
    '',
    `  |got - expected|${slice.title ? `, ${slice.title}` : ''}`,
    ...grid(slice.rowNames, slice.columnNames, cells),
    ...(hidden ? [`    and ${hidden}`] : []),
  ];
}

function valueWords(value: number): string {
  return value < 0 ? `-${gapWords(-value)}` : gapWords(value);
}

function gapWords(gap: number): string {
  if (!Number.isFinite(gap)) return String(gap);
  if (gap === 0) return '0';
  return gap >= 1000 || gap < 0.005 ? gap.toExponential(0) : gap.toFixed(2);
}

function shapeTable({ got, expected, axes }: Evidence & { type: 'shape' }): string[] {
  if (got.length !== expected.length) {
    return [`  got       ${shapeWords(got)}`, `  expected  ${shapeWords(expected)}`];
  }
  const names = expected.map((_, axis) => axes[axis] ?? `axis ${axis}`);
  const marks = got.map((length, axis) => (length === expected[axis] ? '✔' : '✘'));
  return grid(['got', 'expected', ''], names, [got.map(String), expected.map(String), marks]);
}

function nanTable({ got, first }: Evidence & { type: 'nan' }, exercise: Exercise): string[] {
  const slice = sliceAround(got, first, exercise.axes);
  const cells = slice.places.map((row) => row.map((at) => valueWords(got.data[at])));
  const title = slice.title || 'your output';
  return [`  ${title}`, ...grid(slice.rowNames, slice.columnNames, cells)];
}

function gradientTable(rows: readonly GradientRow[]): string[] {
  const cells = rows.map((row) => [
    shapeWords(row.shape),
    numberWords(row.yours),
    numberWords(row.expected),
    smallWords(row.relativeError),
    row.isRight ? '✔' : '✘',
  ]);
  const head = ['shape', 'largest, yours', 'expected', 'rel. error', ''];
  return grid(
    rows.map(({ name }) => (name.length > LONGEST ? `…${name.slice(1 - LONGEST)}` : name)),
    head,
    cells,
  );
}

/** Columns aligned to the right under their names, row names to the left; indented by four. */
function grid(rowNames: string[], columnNames: string[], cells: string[][]): string[] {
  const widths = columnNames.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column].length)),
  );
  const first = Math.max(...rowNames.map((name) => name.length));
  const line = (name: string, row: string[]): string =>
    `    ${name.padEnd(first)}  ${row.map((cell, at) => cell.padStart(widths[at])).join('  ')}`.trimEnd();
  const lines = cells.map((row, at) => line(rowNames[at], row));
  return columnNames.join('') === '' ? lines : [line('', columnNames), ...lines];
}

function indented(text: string, by = 2): string[] {
  return fill(text, WIDTH - by)
    .split('\n')
    .map((line) => ' '.repeat(by) + line);
}

function hanging(head: string, text: string): string[] {
  const lines = fill(text, WIDTH - 2 - head.length).split('\n');
  return lines.map((line, at) => `  ${at === 0 ? head : ' '.repeat(head.length)}${line}`);
}

function cut(line: string): string {
  return line.length <= WIDTH ? line : `${line.slice(0, WIDTH - 1)}…`;
}
