import type { tf } from '../backend/tensorflow';
import type { Module } from '../nn/module';
import { shapeText } from '../tensor/shape';
import { checkTitle, Figure, type FigureOptions, type Space } from './figure';
import { isSum, sameValues, traceModule, type TracedCall, type Values } from './module-trace';
import type { VegaLiteSpec } from './render';
import { cutText } from './text-widths';
import { colors } from './theme';
import { plural } from './words';

export interface BlockDiagramOptions extends FigureOptions {
  /** Calls the module once, with any numbers, and returns its output; what it makes is disposed. */
  run: () => tf.Tensor;
}

/** One station on the way from input to output. */
type Station = { kind: 'call'; call: TracedCall } | { kind: 'sum'; from: number };

const row = 58;
const boxHeight = 38;
const wide = 40;

/**
 * The parts of a module in the order in which they compute, found by running it once: whatever the code does is
 * what is drawn. A sum is found by comparing numbers: what a part is given is the last output plus an earlier one.
 *
 * @param module - a block or a stack; dropout must not be active.
 * @throws if a step between two parts is neither nothing nor a sum with something earlier.
 */
export function blockDiagram(module: Module, options: BlockDiagramOptions): Figure {
  checkTitle('blockDiagram', options);
  const { calls, output } = traceModule(module, options.run);
  if (calls.length === 0) throw new Error('blockDiagram: module must have parts that compute');
  const stations = stationsOf(calls, output);
  const ends = { input: calls[0].input, output };
  const { title, subtitle, description } = options;
  return new Figure({ title, subtitle, description }, wordsOf(stations, ends), (space) =>
    diagramSpec(stations, ends, space),
  );
}

function stationsOf(calls: readonly TracedCall[], output: Values): Station[] {
  const stations: Station[] = [];
  // What is on the way after 0, 1, … stations.
  const passed = [calls[0].input];
  const reach = (wanted: Values, before: string): void => {
    const last = passed[passed.length - 1];
    if (sameValues(wanted, last)) return;
    const from = passed.findLastIndex(
      (one, i) => i < passed.length - 1 && isSum(wanted, one, last),
    );
    if (from < 0) throw new Error(`blockDiagram: cannot see what is computed before ${before}`);
    stations.push({ kind: 'sum', from });
    passed.push(wanted);
  };
  for (const call of calls) {
    reach(call.input, call.name);
    stations.push({ kind: 'call', call });
    passed.push(call.output);
  }
  reach(output, 'the output');
  return stations;
}

function wordsOf(stations: readonly Station[], { input, output }: Ends): string {
  const nameAt = (from: number): string => {
    const before = stations[from - 1];
    if (before === undefined) return 'the input';
    return before.kind === 'sum' ? 'the sum before' : `the output of ${before.call.name}`;
  };
  const steps = stations.map((one) => {
    if (one.kind === 'sum') return `plus ${nameAt(one.from)}`;
    const { name, type, numParameters, memory } = one.call;
    const reads = memory ? `, which also reads a memory ${shapeText(memory.shape)}` : '';
    return `${type} (${name}, ${plural(numParameters, 'parameter')})${reads}`;
  });
  return `From ${shapeText(input.shape)}: ${steps.join('; ')}; to ${shapeText(output.shape)}.`;
}

interface Ends {
  input: Values;
  output: Values;
}

function diagramSpec(
  stations: readonly Station[],
  { input, output }: Ends,
  space: Space,
): VegaLiteSpec {
  const hasMemory = stations.some((one) => one.kind === 'call' && one.call.memory);
  const right = hasMemory ? 92 : 4;
  const width = Math.min(space.width, 300 + right);
  const box = { left: wide, right: width - right };
  const middle = (box.left + box.right) / 2;
  const yOf = (i: number): number => 24 + (i + 0.5) * row;
  const height = 48 + stations.length * row;
  const top = (i: number): number => {
    if (i === stations.length) return height - 22;
    return yOf(i) - (stations[i].kind === 'sum' ? 10 : boxHeight / 2);
  };
  const bottom = (i: number): number => (i < 0 ? 20 : yOf(i) + yOf(i) - top(i));
  const rules: object[] = [];
  const heads: object[] = [];
  const boxes: object[] = [];
  const sums: object[] = [];
  const texts: object[] = [
    { x: middle, y: 10, text: `input ${shapeText(input.shape)}`, size: 'small' },
    { x: middle, y: height - 8, text: `output ${shapeText(output.shape)}`, size: 'small' },
  ];
  for (let i = 0; i <= stations.length; i++) {
    rules.push({ x: middle, x2: middle, y: bottom(i - 1), y2: top(i) - 4 });
    heads.push({ x: middle, y: top(i) - 5, angle: 180 });
  }
  const types = [
    ...new Set(stations.flatMap((one) => (one.kind === 'call' ? one.call.type : []))),
  ].sort();
  stations.forEach((one, i) => {
    const y = yOf(i);
    if (one.kind === 'sum') {
      const start = bottom(one.from - 1) + 6;
      const lane = 14;
      rules.push({ x: middle, x2: lane, y: start, y2: start });
      rules.push({ x: lane, x2: lane, y: start, y2: y });
      rules.push({ x: lane, x2: middle - 14, y, y2: y });
      heads.push({ x: middle - 15, y, angle: 90 });
      sums.push({ x: middle, y });
      texts.push({ x: middle, y, text: '+', size: 'large' });
      return;
    }
    const { call } = one;
    const color = colors.category[types.indexOf(call.type) % colors.category.length];
    const y1 = y - boxHeight / 2;
    boxes.push({ x: box.left, x2: box.right, y: y1, y2: y1 + boxHeight, color });
    const inside = box.right - box.left - 12;
    const below = `${call.name} · ${call.numParameters.toLocaleString('en')}`;
    texts.push({ x: middle, y: y - 7, text: cutText(call.type, inside, 13), size: 'large' });
    texts.push({ x: middle, y: y + 9, text: cutText(below, inside, 11), size: 'small' });
    if (!call.memory) return;
    rules.push({ x: box.right + 8, x2: width - 4, y, y2: y });
    heads.push({ x: box.right + 7, y, angle: 270 });
    texts.push({ x: (box.right + width) / 2 + 4, y: y - 16, text: 'memory', size: 'small' });
    const shape = shapeText(call.memory.shape);
    texts.push({ x: (box.right + width) / 2 + 4, y: y + 12, text: shape, size: 'small' });
  });
  return { width, height, layer: layersOf({ rules, heads, boxes, sums, texts }) };
}

interface Layer {
  data: { values: object[] };
  mark: object;
  encoding: object;
}

function layersOf(
  marks: Record<'rules' | 'heads' | 'boxes' | 'sums' | 'texts', object[]>,
): object[] {
  const place = (field: string): object => ({
    field,
    type: 'quantitative',
    scale: null,
    axis: null,
  });
  const at = { x: place('x'), y: place('y') };
  const fromTo = { ...at, x2: { field: 'x2' }, y2: { field: 'y2' } };
  const raw = { type: 'nominal', scale: null };
  const ofSize = (size: string): object[] =>
    (marks.texts as { size: string }[]).filter((text) => text.size === size);
  const text = (size: string, style: object): Layer => ({
    data: { values: ofSize(size) },
    mark: { type: 'text', baseline: 'middle', align: 'center', ...style },
    encoding: { ...at, text: { field: 'text' } },
  });
  const layers: Layer[] = [
    {
      data: { values: marks.rules },
      mark: { type: 'rule', color: colors.axis, strokeWidth: 1.5 },
      encoding: fromTo,
    },
    {
      data: { values: marks.heads },
      mark: { type: 'point', shape: 'triangle-up', filled: true, size: 60, opacity: 1 },
      encoding: {
        ...at,
        color: { value: colors.axis },
        angle: { field: 'angle', type: 'quantitative', scale: null },
      },
    },
    {
      data: { values: marks.boxes },
      mark: { type: 'rect', fill: colors.sequential[0], strokeWidth: 1.5, cornerRadius: 4 },
      encoding: { ...fromTo, stroke: { field: 'color', ...raw } },
    },
    {
      data: { values: marks.sums },
      mark: { type: 'point', shape: 'circle', size: 340, fill: colors.plate, opacity: 1 },
      encoding: { ...at, stroke: { value: colors.ink } },
    },
    text('large', { fontSize: 13, color: colors.ink }),
    text('small', { fontSize: 11, color: colors.secondary }),
  ];
  return layers.filter(({ data }) => data.values.length > 0);
}
