import { checkTitle, Figure, type FigureOptions, type Space } from './figure';
import { isTensor, readLabels, readMatrix, type Matrix, type TensorLike } from './input';
import type { VegaLiteSpec } from './render';
import { readSlider, sliderCaption, type ReadSlider } from './slider';
import { cutText, textWidth } from './text-widths';
import { colors } from './theme';
import { plural, say } from './words';

export interface HeadViewOptions extends FigureOptions {
  /** One label per query, from the top. */
  queries: readonly string[];
  /** One label per key. */
  keys: readonly string[];
  /** Which head is shown first, from 1; a slider changes it. */
  start?: number;
}

const step = 24;
/** Thinner lines cannot be seen. */
const smallest = 0.01;

/**
 * Queries on the left, keys on the right, and between them lines as strong as the weights. The pointer on a query
 * shows its lines alone; a slider chooses the head.
 *
 * @param weights - one matrix (Q, K) for each head, or a tensor (H, Q, K), which is read and not disposed.
 * @throws if a head has not one row for each query and one column for each key, or a weight is not from 0 to 1.
 */
export function headView(
  weights: readonly Matrix[] | TensorLike,
  options: HeadViewOptions,
): Figure {
  checkTitle('headView', options);
  const heads = (isTensor(weights) ? headsOf(weights) : weights).map((head, h) =>
    readHead(`headView: head ${h + 1}`, head, options),
  );
  if (heads.length === 0)
    throw new Error('headView: weights must hold at least one head, got none');
  const { start = 1 } = options;
  const slider =
    heads.length === 1
      ? null
      : readSlider('headView', { label: 'head', values: heads.map((_, h) => h + 1), start });
  return new Figure(options, wordsOf(heads, start, options), (space) =>
    headSpec(heads, slider, options, space),
  );
}

function headsOf(tensor: TensorLike): Matrix[] {
  if (tensor.shape.length !== 3) {
    throw new Error(
      `headView: weights must have shape (H, Q, K), got (${tensor.shape.join(', ')})`,
    );
  }
  return tensor.arraySync() as number[][][];
}

function readHead(where: string, head: Matrix, { queries, keys }: HeadViewOptions): number[][] {
  const rows = readMatrix(where, head) as number[][];
  readLabels(`${where}: queries`, queries, rows.length);
  readLabels(`${where}: keys`, keys, rows[0].length);
  const wrong = rows.flat().find((weight) => weight < -1e-6 || weight > 1 + 1e-4);
  if (wrong !== undefined) throw new Error(`${where} must hold weights from 0 to 1, got ${wrong}`);
  return rows;
}

function wordsOf(
  heads: readonly number[][][],
  start: number,
  { queries, keys }: HeadViewOptions,
): string {
  const looks = heads[start - 1].map((row, q) => {
    const best = row.indexOf(Math.max(...row));
    return `${queries[q]} → ${keys[best]} ${say(row[best])}`;
  });
  const sentences = [
    `Lines from ${plural(queries.length, 'query').replace('querys', 'queries')} to ${plural(keys.length, 'key')}`,
    ...(heads.length > 1
      ? [`A slider chooses one of ${heads.length} heads; here it is ${start}`]
      : []),
    `Largest of each query: ${looks.join(', ')}`,
  ];
  return `${sentences.join('. ')}.`;
}

function headSpec(
  heads: readonly number[][][],
  slider: ReadSlider | null,
  { queries, keys }: HeadViewOptions,
  space: Space,
): VegaLiteSpec {
  const width = Math.min(space.width, 460);
  const widest = (labels: readonly string[]): number =>
    Math.min(width / 3, Math.max(...labels.map((label) => textWidth(label, 13))));
  const [left, right] = [widest(queries) + 10, width - widest(keys) - 10];
  const rows = Math.max(queries.length, keys.length);
  // The shorter side stands in the middle of the longer one.
  const yOf = (i: number, count: number): number => (i + 0.5 + (rows - count) / 2) * step;
  const links = heads.flatMap((head, f) =>
    head.flatMap((row, q) =>
      row.flatMap((weight, k) => {
        if (weight < smallest) return [];
        const ends = { y: yOf(q, queries.length), y2: yOf(k, keys.length) };
        const names = { query: queries[q], key: keys[k] };
        return [{ f, q, ...ends, ...names, weight: Number(weight.toPrecision(3)) }];
      }),
    ),
  );
  const labelled = (labels: readonly string[], max: number): object[] =>
    labels.map((label, i) => ({
      q: i,
      label: cutText(label, max, 13),
      y: yOf(i, labels.length),
    }));
  const y = { field: 'y', type: 'quantitative', scale: null, axis: null };
  const param = `query_${keyOf(links)}`;
  const text = { type: 'text', fontSize: 13, baseline: 'middle' };
  return {
    width,
    height: rows * step,
    ...(slider ? { params: [slider.param] } : {}),
    layer: [
      {
        data: { values: links },
        transform: slider ? [slider.filter] : [],
        mark: { type: 'rule', color: colors.category[0] },
        encoding: {
          x: { value: left },
          x2: { value: right },
          y,
          y2: { field: 'y2' },
          strokeWidth: {
            field: 'weight',
            type: 'quantitative',
            scale: { domain: [0, 1], range: [0.4, 5] },
            legend: null,
          },
          opacity: {
            condition: {
              param,
              field: 'weight',
              type: 'quantitative',
              scale: { domain: [0, 1], range: [0.08, 1] },
              legend: null,
            },
            value: 0,
          },
          tooltip: [{ field: 'query' }, { field: 'key' }, { field: 'weight', format: '.3~g' }],
        },
      },
      {
        data: { values: labelled(queries, left - 9) },
        params: [
          {
            name: param,
            select: { type: 'point', fields: ['q'], on: 'pointerover', clear: 'pointerout' },
          },
        ],
        mark: { ...text, align: 'right' },
        encoding: { x: { value: left - 6 }, y, text: { field: 'label' } },
      },
      {
        data: { values: labelled(keys, width - right - 9) },
        mark: { ...text, align: 'left' },
        encoding: { x: { value: right + 6 }, y, text: { field: 'label' } },
      },
      ...(slider ? [sliderCaption(slider, width)] : []),
    ],
  };
}

/** Selections of two panels of one figure need two names. */
function keyOf(links: readonly object[]): string {
  const text = JSON.stringify(links);
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) >>> 0;
  return hash.toString(36);
}
