import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import {
  bars,
  imageGrid,
  lines,
  positionSimilarity,
  tf,
  useBackend,
  type Figure,
} from 'kernel-lib';
import * as html from 'kernel-lib/figures/html';
import * as tables from 'kernel-lib/figures/html-table';
import { headlineBundle } from 'kernel-lib/figures/headline';
import { tableBundle } from 'kernel-lib/figures/table';
import { tensorBundle } from 'kernel-lib/figures/tensor-display';
import { trainingBundle } from 'kernel-lib/figures/training-bar';
import { displaySymbol } from 'kernel-lib/figures/mime';
import { announcementOf } from 'kernel-lib/backend/announcement';
import { lostInLab } from './lab-sanitizer';

const heat = (share: number): string => tables.heatCell('1', tables.heatColor(share), 'got 1');

describe('HTML in JupyterLab', () => {
  before(async () => {
    await useBackend();
  });

  it('is checked by a list that does find what Lab removes', () => {
    assert.deepEqual(lostInLab('<style>p { color: red }</style>'), ['<style>']);
    assert.deepEqual(lostInLab('<svg width="1"></svg>'), ['<svg>', 'attribute width']);
    assert.deepEqual(lostInLab('<p role="note" aria-label="x">'), [
      'attribute role',
      'attribute aria-label',
    ]);
    assert.deepEqual(lostInLab('<p onclick="alert(1)">'), ['attribute onclick']);
    for (const value of [
      'var(--ink)',
      'currentColor',
      'inherit',
      'color-mix(in srgb, red, blue)',
    ]) {
      assert.deepEqual(lostInLab(`<p style="color: ${value}">`), [`color: ${value}`]);
    }
    assert.deepEqual(lostInLab('<p style="width: calc(1px + 1em)">'), ['width: calc(1px + 1em)']);
    assert.deepEqual(lostInLab('<p style="position: fixed">'), ['position: fixed']);
    assert.deepEqual(lostInLab('<p style="margin: 0 0 4px 0" title="x > y">'), []);
  });

  it('keeps every piece of the toolkit', () => {
    const pieces = {
      output: html.output('a', 'b'),
      muted: html.muted('a'),
      note: html.note('a'),
      mono: html.mono('1'),
      inlineCode: html.inlineCode('f("x")'),
      chips: (['pass', 'fail', 'stopped'] as const).map((state) => html.chip(state)).join(''),
      row: html.row(['a', 'b']),
      labelled: html.labelled('loss', '0.1'),
      panel: html.panel('a'),
      fold: html.fold('more', 'a'),
      progressTrack: html.progressTrack(0.48),
      sparkBars: html.sparkBars([1, 2, 3]),
      table: tables.table([
        tables.tableRow([tables.headCell('a', { isRuled: true })]),
        tables.tableRow([
          tables.cell('1', {
            isMono: true,
            isMuted: true,
            align: 'right',
            isRuled: true,
            title: 't',
          }),
        ]),
      ]),
      heatTable: tables.heatTable([
        [tables.axisCell('0'), heat(0.004), heat(1), heat(-1), heat(-0.5), heat(0)],
      ]),
    };
    for (const [name, piece] of Object.entries(pieces))
      assert.deepEqual(lostInLab(piece), [], name);
  });

  it('keeps every display of the library', () => {
    const tensors = [
      tf.scalar(1),
      tf.tensor1d([1, -2, NaN, Infinity]),
      tf.randomNormal([50, 64]),
      tf.randomNormal([5, 60, 50]),
      tf.randomNormal([2, 4, 32, 32]),
      tf.tensor2d([[1, 0]], [1, 2], 'bool'),
      tf.tensor1d(['<b>bold</b>'], 'string'),
    ];
    const run = { label: '<i>', totalSteps: 9, steps: [], learningRate: 0.5, elapsedSeconds: 3 };
    const bundles = [
      ...tensors.map((tensor) => tensorBundle(tensor)),
      tableBundle(
        [
          { a: 1, b: '<b>' },
          { a: null, b: 'x' },
        ],
        { caption: 'A table' },
      ),
      headlineBundle({ name: 'error', value: 1, gate: { atMost: 2 }, seed: 1 }),
      headlineBundle({ name: 'error', value: NaN, gate: { atMost: 2 } }),
      ...(['running', 'done', 'cancelled', 'diverged'] as const).flatMap((status) => [
        trainingBundle({
          ...run,
          step: 0,
          losses: [],
          status: status === 'done' ? 'running' : status,
        }),
        trainingBundle({ ...run, step: 5, losses: [5, 4, 3, 2, 1], status }),
      ]),
      announcementOf({
        name: 'wasm',
        device: 'a <device>',
        version: '4.22.0',
        rejected: [],
      } as never),
    ];
    for (const bundle of bundles) {
      const text = bundle['text/html'] as string;
      assert.ok(text.length > 0);
      assert.deepEqual(lostInLab(text), [], text.slice(0, 200));
      assert.ok(text.length < 20_000, `${text.length} bytes: ${text.slice(0, 200)}`);
      assert.doesNotMatch(text, /<b>bold|<i>|<device>/, 'text is escaped');
    }
    tf.dispose(tensors);
  });

  it('has nothing to remove from figures, whose pictures are inside them', async () => {
    const title = 'A finding';
    const pixels = [
      [0, 1],
      [0.5, 0],
    ];
    const panel = { pixels, weights: [[1, 0]], outline: pixels.map((row) => row.map(Math.floor)) };
    const axes = { title, xTitle: 'x', yTitle: 'y' };
    const figures: [Figure, numPictures: number][] = [
      [
        imageGrid([{ ...panel, title: '<b>', patchSize: 1, patchNumbers: true, known: 3 }], axes),
        2,
      ],
      [positionSimilarity([[1], [-1], [1], [1]], { title, gridSize: 2 }), 2],
      [lines([{ name: '<i>', x: [1, 2], y: [1, 2], low: [0, 1], high: [2, 3] }], axes), 0],
      [bars([{ label: '<b>', value: 1, group: '<i>' }], { title, yTitle: 'y' }), 0],
    ];
    const { loader } = createRequire(__filename)('vega') as typeof import('vega');
    for (const [figure, numPictures] of figures) {
      const bundle = figure[displaySymbol]() as Record<string, unknown>;
      assert.deepEqual(Object.keys(bundle), [
        'application/vnd.vegalite.v5+json',
        'image/svg+xml',
        'text/plain',
      ]);
      // Lab draws the specification; it fetches nothing but what its loader lets through.
      const { $schema, ...spec } = bundle['application/vnd.vegalite.v5+json'] as {
        $schema: string;
      };
      assert.match($schema, /^https:\/\/vega\.github\.io\/schema\//);
      const urls = [...JSON.stringify(spec).matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);
      assert.equal(urls.length, numPictures);
      assert.doesNotMatch(JSON.stringify(spec), /https?:/);
      for (const url of urls) {
        assert.match(url, /^data:image\/png;base64,[\w+/]+=*$/);
        assert.equal((await loader().sanitize(url, { context: 'image' })).href, url);
      }
      // The SVG is shown as an image, which may hold data and nothing that runs or is fetched.
      const svg = String(bundle['image/svg+xml']);
      const addresses = [...svg.matchAll(/href="([^"]*)"/g)].map(([, address]) => address);
      assert.deepEqual(addresses, urls);
      assert.doesNotMatch(svg, /<script|<foreignObject|\son\w+=|<b>|<i>|url\(["']?http/);
    }
  });
});
