import { checkTitle, Figure, type FigureOptions, type Space } from './figure';
import { readVector, sameLength, type Vector } from './input';
import type { VegaLiteSpec } from './render';
import { extent } from './scales';
import { textWidth } from './text-widths';
import { colors, whiteTextAbove } from './theme';
import { plural, say } from './words';

/** One reading of a sentence: a weight for each of its tokens. */
export interface TokenRow {
  name: string;
  /** One number from 0 up for each token. */
  weights: Vector;
  /** Where this row reads other tokens than the figure's. */
  tokens?: readonly string[];
}

export interface TokenWeightsOptions extends FigureOptions {
  /** The weight with the darkest colour; the largest of the figure unless said. */
  largest?: number;
  /** What a number is; `weight` unless said. */
  valueTitle?: string;
}

interface ReadRow {
  name: string;
  tokens: readonly string[];
  weights: number[];
}

const [fontSize, lineHeight, boxHeight, padding] = [13, 27, 22, 5];

/**
 * A sentence as it is read: behind each token the colour of its weight, one line of tokens for each row.
 *
 * @param rows - their tensors are read and not disposed.
 * @throws if there is no row, a row has not one weight for each token, or a weight is below 0.
 */
export function tokenWeights(
  tokens: readonly string[],
  rows: readonly TokenRow[],
  options: TokenWeightsOptions,
): Figure {
  checkTitle('tokenWeights', options);
  if (rows.length === 0) throw new Error('tokenWeights: rows must hold at least one, got none');
  const read = rows.map((row) => readRow(tokens, row));
  const largest = options.largest ?? (extent(read.flatMap((row) => row.weights))[1] || 1);
  const valueTitle = options.valueTitle ?? 'weight';
  return new Figure(options, wordsOf(read), (space) =>
    tokenSpec(read, { largest, valueTitle }, space),
  );
}

function readRow(shared: readonly string[], { name, weights, tokens = shared }: TokenRow): ReadRow {
  const where = `tokenWeights: row "${name}"`;
  const numbers = readVector(`${where} weights`, weights);
  sameLength(`${where} weights`, numbers.length, 'its tokens', tokens.length);
  const below = numbers.find((value) => value < 0);
  if (below !== undefined) throw new Error(`${where} weights must be 0 or more, got ${below}`);
  return { name, tokens, weights: numbers };
}

function wordsOf(rows: readonly ReadRow[]): string {
  const looks = rows.map(({ name, tokens, weights }) => {
    const order = weights.map((_, i) => i).sort((a, b) => weights[b] - weights[a]);
    const top = order.slice(0, 3).map((i) => `${tokens[i]} ${say(weights[i])}`);
    return `${name}: ${top.join(', ')}`;
  });
  const [{ tokens }] = rows;
  return `${plural(tokens.length, 'token')} with their weights. Largest: ${looks.join('; ')}.`;
}

function tokenSpec(
  rows: readonly ReadRow[],
  { largest, valueTitle }: { largest: number; valueTitle: string },
  space: Space,
): VegaLiteSpec {
  const indent = Math.max(...rows.map(({ name }) => textWidth(name, 12))) + 12;
  const boxes: object[] = [];
  const names: object[] = [];
  let y = 0;
  for (const { name, tokens, weights } of rows) {
    let x = indent;
    names.push({ name, y: y + boxHeight / 2 });
    tokens.forEach((token, i) => {
      const width = textWidth(token, fontSize) + 2 * padding;
      if (x > indent && x + width > space.width) [x, y] = [indent, y + lineHeight];
      const share = Math.min(1, weights[i] / largest);
      boxes.push({
        ...{ x, x2: x + width, centre: x + width / 2, y, y2: y + boxHeight, token, name },
        weight: Number(weights[i].toPrecision(4)),
        isWhite: share > whiteTextAbove.sequential,
      });
      x += width + 2;
    });
    y += lineHeight + 8;
  }
  const place = (field: string): object => ({ field, type: 'quantitative', scale: null });
  const middle = { expr: `datum.y + ${boxHeight / 2}` };
  return {
    width: space.width,
    height: y - 8,
    layer: [
      {
        data: { values: names },
        mark: { type: 'text', align: 'left', baseline: 'middle', color: colors.secondary },
        encoding: { x: { value: 0 }, y: place('y'), text: { field: 'name' } },
      },
      {
        data: { values: boxes },
        mark: { type: 'rect', cornerRadius: 3 },
        encoding: {
          x: { ...place('x'), axis: null },
          x2: { field: 'x2' },
          y: { ...place('y'), axis: null },
          y2: { field: 'y2' },
          color: {
            field: 'weight',
            type: 'quantitative',
            scale: { domain: [0, largest], range: 'ramp', clamp: true },
            legend: {
              title: valueTitle,
              orient: 'bottom',
              direction: 'horizontal',
              titleOrient: 'left',
              values: [0, largest / 2, largest],
              format: '.2~g',
            },
          },
          tooltip: [{ field: 'name' }, { field: 'token' }, { field: 'weight', format: '.3~g' }],
        },
      },
      {
        data: { values: boxes },
        transform: [{ calculate: `${middle.expr}`, as: 'middle' }],
        mark: { type: 'text', fontSize, baseline: 'middle' },
        encoding: {
          x: place('centre'),
          y: place('middle'),
          text: { field: 'token' },
          color: {
            condition: { test: 'datum.isWhite', value: '#FFFFFF' },
            value: '#000000',
          },
        },
      },
    ],
  };
}
