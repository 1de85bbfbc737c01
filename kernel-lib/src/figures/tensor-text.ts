import { hiddenWords, type TensorParts } from './tensor-parts';
import { decimalsFor, valueText, type TensorSummary } from './tensor-summary';

/** The head line as text. */
export function headText(summary: TensorSummary): string {
  const decimals = decimalsFor(summary);
  const text = (value: number, digits = decimals): string => valueText(value, digits, 'float32');
  const items = [`Tensor (${summary.shape.join(', ')}) ${summary.dtype}`];
  if (summary.numTrue !== null) items.push(`${summary.numTrue} of ${summary.size} true`);
  else if (summary.range) {
    const { min, mean, max } = summary.range;
    items.push(
      `min ${text(min)}`,
      `mean ${text(mean, decimals === 0 ? 2 : decimals)}`,
      `max ${text(max)}`,
    );
  }
  if (summary.numNaN > 0) items.push(`${summary.numNaN.toLocaleString('en-US')} NaN`);
  if (summary.numInfinite > 0)
    items.push(`${summary.numInfinite.toLocaleString('en-US')} infinite`);
  return items.join('   ').replace(/−/g, '-');
}

/** Values as text: every shown matrix, one below the other. */
export function tensorText(summary: TensorSummary, parts: TensorParts | null): string {
  if (!parts || parts.rows === 0 || parts.columns === 0) return `${headText(summary)}   no values`;
  const decimals = decimalsFor(summary);
  const texts = parts.matrices
    .slice(0, 2)
    .map((matrix) =>
      matrix.values.map((row) =>
        row.map((value) => valueText(value, decimals, summary.dtype).replace('−', '-')),
      ),
    );
  const width = Math.max(4, ...texts.flat(2).map((text) => text.length));
  const isVector = summary.shape.length === 1;
  const numDigits = String(parts.rows - 1).length;
  const lines = texts.flatMap((matrix, m) => [
    ...(summary.shape.length > 2 ? [`  [${parts.matrices[m].at.join(', ')}]`] : []),
    ...matrix.map((row, i) => {
      const label = isVector ? '' : `${String(i).padStart(numDigits)}  `;
      const more = parts.columns < parts.numColumns ? '  …' : '';
      return `  ${label}${row.map((text) => text.padStart(width)).join(' ')}${more}`;
    }),
    ...(parts.rows < parts.numRows ? ['   ⋮'] : []),
  ]);
  const hidden = hiddenWords({ ...parts, matrices: parts.matrices.slice(0, 2) });
  return [headText(summary), ...lines, ...(hidden === '' ? [] : [`  shown: ${hidden}`])].join('\n');
}
