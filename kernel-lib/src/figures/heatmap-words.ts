import type { HeatPanel } from './heatmap-spec';
import { count, plural, say } from './words';

interface Cell {
  row: number;
  column: number;
  value: number;
}

/** What a matrix shows, computed from it: size, masked cells, row sums, the largest, where rows look. */
export function heatWords(panel: HeatPanel): string {
  const { values, rows, columns } = panel;
  const cells = values.flatMap((row, i) =>
    row.flatMap((value, j) => (value === null ? [] : [{ row: i, column: j, value }])),
  );
  const sentences = [
    `Heat map of ${plural(rows.length, 'row')} by ${plural(columns.length, 'column')}`,
  ];
  const numMasked = rows.length * columns.length - cells.length;
  if (numMasked > 0)
    sentences.push(`${plural(numMasked, 'cell')} ${numMasked === 1 ? 'is' : 'are'} masked`);
  if (cells.length === 0) return `${sentences.join('. ')}.`;
  const largest = cells.reduce((a, b) => (b.value > a.value ? b : a));
  const smallest = cells.reduce((a, b) => (b.value < a.value ? b : a));
  if (smallest.value >= 0) {
    const sum = rowSums(values);
    if (sum) sentences.push(sum);
  }
  if (largest.value === smallest.value) {
    sentences.push(`Every ${panel.valueTitle} is ${say(largest.value)}`);
  } else {
    sentences.push(`The largest ${panel.valueTitle} is ${place(largest, cells, panel)}`);
    if (panel.isDiverging) sentences.push(`The smallest is ${place(smallest, cells, panel)}`);
    if (rows.length > 1 && rows.length <= 12 && columns.length > 1) {
      sentences.push(`Largest of each row: ${eachRow(values, panel)}`);
    }
  }
  return `${sentences.join('. ')}.`;
}

/** The value of a cell and where it is, or in how many cells it is. */
function place(cell: Cell, cells: Cell[], panel: HeatPanel): string {
  const numEqual = cells.filter(({ value }) => Math.abs(value - cell.value) < 1e-6).length;
  if (numEqual > 1) return `${say(cell.value)}, in ${count(numEqual)} cells`;
  return `${say(cell.value)}, row "${panel.rows[cell.row]}", column "${panel.columns[cell.column]}"`;
}

function rowSums(values: (number | null)[][]): string | null {
  const open = values.filter((row) => row.some((v) => v !== null));
  const sums = open.map((row) => row.reduce((sum: number, v) => sum + (v ?? 0), 0));
  const numOne = sums.filter((sum) => Math.abs(sum - 1) < 1e-3).length;
  if (numOne === sums.length)
    return sums.length === 1 ? 'The row sums to 1' : 'Every row sums to 1';
  if (numOne > sums.length / 2) return `${numOne} of ${sums.length} rows sum to 1`;
  return null;
}

function eachRow(values: (number | null)[][], panel: HeatPanel): string {
  return values
    .map((row, i) => {
      const open = row.flatMap((v, j) => (v === null ? [] : [{ v, j }]));
      if (open.length === 0) return `${panel.rows[i]} none (all masked)`;
      const best = Math.max(...open.map(({ v }) => v));
      const equal = open.filter(({ v }) => best - v < 1e-6);
      if (open.length > 1 && equal.length === open.length)
        return `${panel.rows[i]} all ${say(best)}`;
      const where =
        equal.length <= 2
          ? equal.map(({ j }) => panel.columns[j]).join(' and ')
          : plural(equal.length, 'column');
      return `${panel.rows[i]} → ${where} ${say(best)}`;
    })
    .join(', ');
}
