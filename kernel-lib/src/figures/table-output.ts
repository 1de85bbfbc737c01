import { element, escapeHtml, note, output } from './html';
import { cell, headCell, table, tableRow } from './html-table';
import { tableSize, type TableModel } from './table-model';

/** A table as HTML: names bold with their kind below, numbers right and in monospace. */
export function tableHtml(model: TableModel): string {
  const head = tableRow([
    headCell('', { isRuled: true }),
    ...model.columns.map((column) =>
      headCell(
        `${element('strong', '', escapeHtml(column.name))}${element('div', 'opacity: 0.75; font-size: 12px', escapeHtml(column.kind))}`,
        { align: column.isNumeric ? 'right' : 'left', isRuled: true },
      ),
    ),
  ]);
  const body = model.index.map((label, i) =>
    tableRow([
      cell(escapeHtml(label), { align: 'right', isMuted: true, isMono: true, isRuled: true }),
      ...model.columns.map((column) => {
        const text = column.cells[i];
        return cell(text === null ? 'missing' : escapeHtml(text), {
          align: column.isNumeric ? 'right' : 'left',
          isMono: column.isNumeric && text !== null,
          isMuted: text === null,
          isRuled: true,
        });
      }),
    ]),
  );
  const caption = model.caption
    ? element('div', 'font-weight: 600; padding: 0 0 4px 0', escapeHtml(model.caption))
    : '';
  return output(caption, table([head, ...body]), note(escapeHtml(tableSize(model))));
}

/** A table as text: aligned columns, at most 80 characters a line where that can be. */
export function tableText(model: TableModel): string {
  const columns = [
    { head: ['', ''], cells: model.index, isNumeric: true },
    ...model.columns.map((column) => ({
      head: [column.name, column.kind],
      cells: column.cells.map((text) => text ?? '-'),
      isNumeric: column.isNumeric,
    })),
  ];
  const widths = columns.map((column) =>
    Math.max(...[...column.head, ...column.cells].map((text) => text.length)),
  );
  const line = (texts: string[]): string =>
    `  ${texts.map((text, i) => (columns[i].isNumeric ? text.padStart(widths[i]) : text.padEnd(widths[i]))).join('  ')}`.trimEnd();
  const heads = [0, 1].map((level) => line(columns.map((column) => column.head[level])));
  const total = widths.reduce((sum, width) => sum + width + 2, 0) - 2;
  return [
    ...(model.caption ? [model.caption] : []),
    ...heads,
    `  ${'-'.repeat(Math.max(total, 3))}`,
    ...model.index.map((_, i) => line(columns.map((column) => column.cells[i]))),
    `  ${tableSize(model)}`,
  ].join('\n');
}
