import assert from 'node:assert/strict';
import { Figure, bars, heatmap, histogram, lines, scatter } from 'kernel-lib';
import { displaySymbol } from 'kernel-lib/figures/mime';
import { vegaConfig } from 'kernel-lib/figures/theme';
import { textsOf } from './support';
import { draw } from 'kernel-lib/figures/render';

const words =
  'Rows are queries, columns are keys, and this goes on for quite a while, word after word, to need a second line of text.';

describe('Figure', () => {
  it('carries the theme, a description, and no menu button', () => {
    const { spec } = heatmap([[1]], { title: 'One', description: 'A single cell' });
    assert.equal(spec.config, vegaConfig);
    assert.equal(spec.description, 'A single cell');
    assert.deepEqual(spec.usermeta, { embedOptions: { actions: false } });
  });

  it('breaks long titles and subtitles into lines, and keeps the breaks of a list', () => {
    const { title } = heatmap([[1]], { title: 'One', subtitle: [words, 'Third'] }).spec as {
      title: { subtitle: string[] };
    };
    assert.equal(title.subtitle.length, 3);
    assert.equal(title.subtitle.join(' '), `${words} Third`);
  });

  it('is text without line above 80 characters', () => {
    const { text } = heatmap(
      Array.from({ length: 9 }, (_, i) =>
        Array.from({ length: 9 }, (_column, j) => (i === j ? 1 : 0)),
      ),
      { title: 'The identity' },
    );
    assert.ok(text.startsWith('The identity.\n'));
    assert.ok(text.split('\n').every((line) => line.length <= 80));
  });

  it('shows itself as the last expression of a cell', () => {
    const bundle = heatmap([[1]], { title: 'One' })[displaySymbol]() as Record<string, unknown>;
    assert.ok(String(bundle['image/svg+xml']).startsWith('<svg'));
  });

  it('draws special characters of titles and labels as text', () => {
    const figure = heatmap([[1]], {
      title: 'a < b & "c"',
      rows: ['<eos>'],
      columns: ['it’s \\ "x"'],
    });
    const texts = textsOf(draw(figure.spec).svg);
    assert.ok(
      texts.includes('a < b & "c"') && texts.includes('<eos>') && texts.includes('it’s \\ "x"'),
      String(texts),
    );
  });

  it('is what every figure function returns, and asks for a title', () => {
    const axes = { xTitle: 'x', yTitle: 'y' };
    const makers: ((title: string) => Figure)[] = [
      (title) => heatmap([[1]], { title }),
      (title) => lines([{ name: 'a', x: [1], y: [1] }], { title, ...axes }),
      (title) => bars([{ label: 'a', value: 1 }], { title, yTitle: 'y' }),
      (title) => histogram([1, 2], { title, xTitle: 'x' }),
      (title) => scatter([{ x: 1, y: 1 }], { title, ...axes }),
    ];
    for (const make of makers) {
      const figure = make('A finding');
      assert.ok(figure instanceof Figure);
      assert.ok(draw(figure.spec).width <= 610);
      assert.throws(() => make(' '), /options\.title must be a sentence that says the finding/);
    }
  });
});
