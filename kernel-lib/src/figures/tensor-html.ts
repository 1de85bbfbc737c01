import {
  element,
  escapeHtml,
  labelled,
  monoFont,
  muted,
  mono,
  note,
  output,
  row,
  sparkBars,
} from './html';
import { axisCell, heatCell, heatColor, heatTable, table } from './html-table';
import { hiddenWords, type MatrixPart, type TensorParts } from './tensor-parts';
import { decimalsFor, shapeLabel, valueText, type TensorSummary } from './tensor-summary';

/** The head line: shape bold and first, dtype, range, what is not a number, a little histogram. */
export function headHtml(summary: TensorSummary): string {
  const decimals = decimalsFor(summary);
  const text = (value: number, digits = decimals): string => valueText(value, digits, 'float32');
  const shape = `font-family: ${monoFont}; font-size: 14px`;
  const items = [
    element(
      'span',
      'font-size: 14px',
      `${element('strong', shape, escapeHtml(shapeLabel(summary.shape)))} &nbsp;${escapeHtml(summary.dtype)}`,
    ),
  ];
  if (summary.numTrue !== null) {
    items.push(labelled('true', `${summary.numTrue} of ${summary.size}`));
  } else if (summary.range) {
    const { min, mean, max } = summary.range;
    items.push(labelled('min', text(min)));
    items.push(labelled('mean', text(mean, decimals === 0 ? 2 : decimals)));
    items.push(labelled('max', text(max)));
  }
  if (summary.numNaN > 0) items.push(alarm(`${summary.numNaN.toLocaleString('en-US')} NaN`));
  if (summary.numInfinite > 0) {
    items.push(alarm(`${summary.numInfinite.toLocaleString('en-US')} infinite`));
  }
  if (summary.histogram)
    items.push(element('span', '', `${muted('values')} ${sparkBars(summary.histogram)}`));
  return element('div', 'font-size: 13px; padding: 0 0 6px 0', row(items, '2px 18px'));
}

function alarm(text: string): string {
  const style =
    'background-color: #BA430C; color: #ffffff; border-radius: 3px; padding: 0 6px; white-space: nowrap';
  return element('span', style, text);
}

/** The display of a tensor of rank 0. */
export function scalarHtml(value: string, summary: TensorSummary): string {
  const shape = element('strong', `font-family: ${monoFont}`, shapeLabel(summary.shape));
  return output(
    element(
      'div',
      '',
      `${shape} &nbsp;${escapeHtml(summary.dtype)} &nbsp; ${mono(escapeHtml(value))}`,
    ),
  );
}

/** The display of a tensor of rank 1 or more. */
export function tensorHtml(summary: TensorSummary, parts: TensorParts | null): string {
  if (!parts || parts.rows === 0 || parts.columns === 0) {
    return output(headHtml(summary), note('no values'));
  }
  const rank = summary.shape.length;
  const isSmall = rank >= 4;
  const blocks = parts.matrices.map((matrix) => {
    const grid = isSmall ? smallMatrix(matrix, summary) : numberMatrix(matrix, parts, summary);
    if (rank <= 2) return grid;
    const label = `[${matrix.at.join(', ')}]`;
    const name = element('div', 'font-size: 13px; opacity: 0.75; padding: 0 0 2px 0', label);
    return element('div', '', `${name}\n${grid}`);
  });
  const body =
    rank <= 2
      ? blocks.join('\n')
      : element('div', 'display: flex; flex-wrap: wrap; gap: 10px 24px', blocks.join('\n'));
  return output(headHtml(summary), body, footer(summary, parts, isSmall));
}

function footer(summary: TensorSummary, parts: TensorParts, isSmall: boolean): string {
  const hidden = hiddenWords(parts);
  const sentences = hidden === '' ? [] : [`Shown: ${hidden}.`];
  if (isSmall && summary.range) {
    const reach = Math.max(Math.abs(summary.range.min), Math.abs(summary.range.max));
    const text = valueText(reach, decimalsFor(summary), 'float32');
    const sign = summary.range.min < 0 ? ' (vermilion: below 0)' : '';
    sentences.push(`A full cell is ${text}${sign}.`);
  }
  if (parts.matrices.length < parts.numMatrices) {
    sentences.push(`Others: show(tensor, { at: [${parts.next.join(', ')}] }).`);
  }
  return sentences.length === 0 ? '' : note(escapeHtml(sentences.join(' ')));
}

function colorOf(value: unknown, summary: TensorSummary): string {
  if (summary.dtype === 'bool') return value ? heatColor(0.6) : '';
  if (typeof value !== 'number' || !summary.range) return '';
  if (!Number.isFinite(value)) return 'rgba(127,127,127,0.35)';
  const reach = Math.max(Math.abs(summary.range.min), Math.abs(summary.range.max));
  const share = reach === 0 ? 0 : value / reach;
  return Math.abs(share) < 0.01 ? '' : heatColor(share);
}

function numberMatrix(matrix: MatrixPart, parts: TensorParts, summary: TensorSummary): string {
  const decimals = decimalsFor(summary);
  const isVector = summary.shape.length === 1;
  const hasMoreColumns = parts.columns < parts.numColumns;
  const more = hasMoreColumns
    ? [axisCell(isVector ? `… ${parts.numColumns - parts.columns} more` : '…', 'left')]
    : [];
  const rows = matrix.values.map((values, i) => [
    ...(isVector ? [] : [axisCell(String(i))]),
    ...values.map((value) =>
      heatCell(valueText(value, decimals, summary.dtype), colorOf(value, summary)),
    ),
    ...more,
  ]);
  if (isVector) return heatTable(rows);
  const head = ['', ...matrix.values[0].map((_, j) => String(j))].map((text) => axisCell(text));
  const rest = parts.rows < parts.numRows ? [[axisCell('⋮')]] : [];
  return heatTable([head, ...rows, ...rest]);
}

/** Cells of 10 px without numbers. */
function smallMatrix(matrix: MatrixPart, summary: TensorSummary): string {
  const width = 10 * matrix.values[0].length;
  const rows = matrix.values.map((values) => {
    const cells = values.map((value) => {
      const color = colorOf(value, summary);
      return element('td', `padding:0${color === '' ? '' : `;background:${color}`}`, '');
    });
    return element('tr', 'background: transparent; height: 10px', cells.join(''));
  });
  const frame = 'border: 1px solid rgba(127,127,127,0.35); table-layout: fixed; line-height: 1px';
  return table(rows, `width: ${width}px; ${frame}`);
}
