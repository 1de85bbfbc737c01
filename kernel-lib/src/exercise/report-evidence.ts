import { element, escapeHtml, monoFont, muted, palette } from '../figures/html';
import { cell, headCell, heatColor, table, tableRow } from '../figures/html-table';
import type { Evidence, GradientRow } from './diagnosis';
import { hiddenWords, sliceAround, type Slice } from './map';
import { numberWords, smallWords } from './report';
import type { Exercise } from './types';
import { indexOf, indexText, shapeWords } from './wire';

/** One piece of evidence as HTML. */
export function evidenceHtml(evidence: Evidence, exercise: Exercise): string {
  switch (evidence.type) {
    case 'comparison':
      return comparison(evidence, exercise);
    case 'shape':
      return block(shapeTable(evidence));
    case 'nan':
      return block(nanMap(evidence, exercise));
    case 'gradients':
      return block(gradientTable(evidence.rows), 'overflow-x: auto');
    case 'code':
      return codeFrame(evidence.lines);
    case 'facts':
      return block(facts(evidence.rows));
    case 'lines':
      return block(evidence.lines.map((line) => element('div', '', escapeHtml(line))).join('\n'));
  }
}

function block(html: string, style = ''): string {
  return element('div', `margin: 12px 0 0 0${style ? `; ${style}` : ''}`, html);
}

function comparison(evidence: Evidence & { type: 'comparison' }, exercise: Exercise): string {
  const { got, expected, first, tolerance } = evidence;
  const isOne = got.data.length === 1;
  const numbers = facts([
    ['got', numberWords(got.data[first])],
    ['expected', numberWords(expected.data[first])],
    ['tolerance', smallWords(tolerance)],
  ]);
  const right = facts([
    ['shape', `${shapeWords(got.shape)} ✔`],
    ['dtype', `${got.dtype} ✔`],
  ]);
  if (isOne) return block(numbers);
  const place = indexText(indexOf(first, got.shape));
  const side = [small(`First difference, at ${place}`), numbers, small('Already right'), right];
  const style = 'display: flex; flex-wrap: wrap; gap: 14px 36px; align-items: flex-start';
  return block([errorMap(evidence, exercise), `<div>${side.join('\n')}</div>`].join('\n'), style);
}

function errorMap(evidence: Evidence & { type: 'comparison' }, exercise: Exercise): string {
  const { got, expected, first } = evidence;
  const slice = sliceAround(got, first, exercise.axes);
  const gapAt = (at: number): number => Math.abs(got.data[at] - expected.data[at]);
  const gaps = slice.places.flat().map(gapAt).filter(Number.isFinite);
  const largest = Math.max(...gaps, Number.MIN_VALUE);
  const caption = `|got − expected|${slice.title ? `, ${slice.title}` : ''}`;
  return map(caption, slice, (at) => {
    const gap = gapAt(at);
    const where = indexText(indexOf(at, got.shape));
    return {
      text: gapWords(gap),
      color: heatColor(Number.isFinite(gap) ? gap / largest : 1, 'error'),
      isOutlined: at === first,
      title: `${where}  got ${numberWords(got.data[at])}  expected ${numberWords(expected.data[at])}`,
    };
  });
}

function gapWords(gap: number): string {
  if (!Number.isFinite(gap)) return String(gap);
  if (gap === 0) return '0';
  if (gap >= 1) return gap >= 1000 ? gap.toExponential(0) : gap.toPrecision(2);
  return gap.toFixed(2).replace(/^0/, '');
}

function nanMap({ got, first }: Evidence & { type: 'nan' }, exercise: Exercise): string {
  const slice = sliceAround(got, first, exercise.axes);
  return map(slice.title || 'your output', slice, (at) => {
    const value = got.data[at];
    const isBad = Number.isNaN(value);
    const title = `${indexText(indexOf(at, got.shape))}  ${numberWords(value)}`;
    const color = isBad ? heatColor(0.4, 'error') : '';
    return { text: isBad ? 'NaN' : valueWords(value), color, isOutlined: false, title };
  });
}

function valueWords(value: number): string {
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 1 ? value.toFixed(2).replace(/^(-?)0/, '$1') : value.toPrecision(3);
}

interface MapCell {
  text: string;
  color: string;
  isOutlined: boolean;
  title: string;
}

const CELL =
  'width: 40px; min-width: 40px; height: 24px; padding: 0; text-align: center; vertical-align: middle; ' +
  `font-size: 12px; font-family: ${monoFont}; max-width: none`;
const LABEL =
  'padding: 0 6px; border: 0; font-weight: 400; font-size: 12px; vertical-align: middle; ' +
  `font-family: ${monoFont}; opacity: 0.75; max-width: none`;

function map(caption: string, slice: Slice, cellAt: (at: number) => MapCell): string {
  const label = (text: string, align: string): string =>
    element('th', `${LABEL}; text-align: ${align}`, escapeHtml(text));
  const head = tableRow(['', ...slice.columnNames].map((name) => label(name, 'center')));
  const rows = slice.places.map((places, at) =>
    tableRow([
      label(slice.rowNames[at], 'right'),
      ...places.map((place) => mapCell(cellAt(place))),
    ]),
  );
  const hidden = hiddenWords(slice);
  const text = caption + (hidden ? ` (and ${hidden})` : '');
  const style =
    'caption-side: top; text-align: left; padding: 0 0 4px 0; font-size: 13px; opacity: 0.75';
  return table([element('caption', style, escapeHtml(text)), head, ...rows]);
}

function mapCell({ text, color, isOutlined, title }: MapCell): string {
  const border = isOutlined ? '2px solid' : `1px solid ${palette.rule}`;
  const background = color ? `; background-color: ${color}` : '';
  const weight = text === 'NaN' ? '; font-weight: 700' : '';
  return element('td', `${CELL}; border: ${border}${background}${weight}`, escapeHtml(text), {
    title,
  });
}

function shapeTable({ got, expected, axes }: Evidence & { type: 'shape' }): string {
  if (got.length !== expected.length) {
    return facts([
      ['got', shapeWords(got)],
      ['expected', shapeWords(expected)],
    ]);
  }
  const isWrong = got.map((length, axis) => length !== expected[axis]);
  const centre = (html: string, style: string): string =>
    element(
      'td',
      `padding: 3px 14px; border: 0; text-align: center; max-width: none${style}`,
      html,
    );
  const numbers = (shape: readonly number[], tint: string): string[] =>
    shape.map((length, axis) =>
      centre(
        String(length),
        `; font-family: ${monoFont}${isWrong[axis] ? `; font-weight: 700${tint}` : ''}`,
      ),
    );
  const tint = `; background-color: ${heatColor(0.4, 'error')}`;
  const names = expected.map((_, axis) =>
    centre(muted(escapeHtml(axes[axis] ?? `axis ${axis}`)), ''),
  );
  const marks = isWrong.map((wrong) =>
    centre(wrong ? '✘' : '✔', wrong ? '; font-weight: 700' : ''),
  );
  return table([
    tableRow([headCell(''), ...names]),
    tableRow([headCell('got', { isMuted: true, scope: 'row' }), ...numbers(got, tint)]),
    tableRow([headCell('expected', { isMuted: true, scope: 'row' }), ...numbers(expected, '')]),
    tableRow([headCell(''), ...marks]),
  ]);
}

function gradientTable(rows: readonly GradientRow[]): string {
  const heads = [
    'with respect to',
    'shape',
    'largest, yours',
    'largest, expected',
    'relative error',
    '',
  ];
  const head = heads.map((name, at) =>
    headCell(name, { isMuted: true, isRuled: true, align: at > 1 ? 'right' : 'left' }),
  );
  const body = rows.map((one) =>
    tableRow([
      cell(escapeHtml(one.name), { isMono: true, isRuled: true }),
      cell(shapeWords(one.shape), { isMono: true, isRuled: true }),
      ...[numberWords(one.yours), numberWords(one.expected), smallWords(one.relativeError)].map(
        (text) => cell(text, { isMono: true, isRuled: true, align: 'right' }),
      ),
      cell(one.isRight ? '✔' : '<strong>✘</strong>', { isRuled: true }),
    ]),
  );
  return table([tableRow(head), ...body]);
}

function codeFrame(lines: readonly { number: number; text: string; isHere: boolean }[]): string {
  const html = lines.map(({ number, text, isHere }) => {
    const color = isHere ? '; background-color: rgba(186,67,12,0.22)' : '';
    const content = `${isHere ? '▸' : ' '} ${String(number).padStart(3)}    ${text}`;
    return element('div', `white-space: pre; padding: 0 10px${color}`, escapeHtml(content));
  });
  const style =
    `margin: 10px 0 0 0; padding: 6px 0; background-color: ${palette.panel}; border-radius: 3px; ` +
    `overflow-x: auto; font-size: 13px; line-height: 1.5; font-family: ${monoFont}`;
  return element('div', style, html.join(''));
}

function facts(rows: readonly (readonly [string, string])[]): string {
  return table(
    rows.map(([name, value]) =>
      tableRow([
        headCell(escapeHtml(name), { isMuted: true, scope: 'row' }),
        element(
          'td',
          `padding: 1px 12px 1px 0; border: 0; text-align: left; max-width: none; font-family: ${monoFont}`,
          escapeHtml(value),
        ),
      ]),
    ),
  );
}

function small(text: string): string {
  return element('div', 'font-size: 13px; opacity: 0.75; padding: 8px 0 4px 0', escapeHtml(text));
}
