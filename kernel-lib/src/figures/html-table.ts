import { element, escapeHtml, monoFont, palette } from './html';

/** A table with Lab's centring and stripes undone. `rows` are the strings that `tableRow` made. */
export function table(rows: string[], style = ''): string {
  const reset = 'border-collapse: collapse; margin: 0; border: 0; font-size: 13px';
  return element('table', style === '' ? reset : `${reset}; ${style}`, rows.join('\n'));
}

/** One row; `cells` are the strings of the cell functions. */
export function tableRow(cells: string[]): string {
  return element('tr', 'background: transparent', cells.join(''));
}

export interface CellOptions {
  align?: 'left' | 'right' | 'center';
  isMono?: boolean;
  isMuted?: boolean;
  /** A thin line below the cell. */
  isRuled?: boolean;
  title?: string;
}

/** A cell of a plain table. `html` is HTML. */
export function cell(html: string, options: CellOptions = {}): string {
  return element('td', cellStyle(options), html, options.title ? { title: options.title } : {});
}

/** A head cell of a plain table. `html` is HTML. */
export function headCell(
  html: string,
  options: CellOptions & { scope?: 'row' | 'col' } = {},
): string {
  const style = `${cellStyle(options)};font-weight:400;vertical-align:bottom`;
  return element('th', style, html, { scope: options.scope ?? 'col' });
}

function cellStyle(options: CellOptions): string {
  // Short, because there are many cells; every declaration undoes something that Lab or GitHub adds.
  return [
    'padding:3px 20px 3px 0',
    'border:0',
    options.isRuled ? `border-bottom:1px solid ${palette.rule}` : '',
    `text-align:${options.align ?? 'left'}`,
    'white-space:nowrap',
    options.isMono ? `font-family:${monoFont}` : '',
    options.isMuted ? 'opacity:0.75' : '',
  ]
    .filter(Boolean)
    .join(';');
}

/**
 * Translucent heat: blue (or the error colour) in proportion to `share` in [-1, 1]; below zero is
 * vermilion. Never above 0.7, so that the text stays readable on light and dark pages.
 */
export function heatColor(share: number, kind: 'value' | 'error' = 'value'): string {
  const alpha = Math.round(255 * 0.7 * Math.min(1, Math.abs(share)));
  const hue = kind === 'error' || share < 0 ? palette.fail : palette.mark;
  // Eight digits are the shortest way to write a translucent colour; there are many cells.
  return `${hue}${alpha.toString(16).padStart(2, '0')}`;
}

/** A cell of a number matrix: `text` on heat; an empty colour leaves it plain. */
export function heatCell(text: string, color: string, title?: string): string {
  const heat = color === '' ? '' : `;background:${color}`;
  const style = `padding:0 5px;border:1px solid ${palette.rule};text-align:right${heat}`;
  return element('td', style, escapeHtml(text), title === undefined ? {} : { title });
}

/** The label of a row or column of a number matrix. `text` is text. */
export function axisCell(text: string, align: 'left' | 'right' | 'center' = 'right'): string {
  const style = `padding: 0 6px; border: 0; font-weight: 400; text-align: ${align}; opacity: 0.75`;
  return element('th', style, escapeHtml(text));
}

/** A table of `heatCell` and `axisCell`: numbers in monospace, 12 px. The style of a cell is kept short. */
export function heatTable(rows: string[][]): string {
  const lines = rows.map((cells) =>
    element('tr', 'background: transparent; height: 24px', cells.join('')),
  );
  return table(lines, `font-size: 12px; font-family: ${monoFont}`);
}
