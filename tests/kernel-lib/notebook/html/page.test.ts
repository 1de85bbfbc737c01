import assert from 'node:assert/strict';
import { notebookPage } from 'kernel-lib/notebook/html/page';
import type { Ipynb, IpynbCell, IpynbOutput } from 'kernel-lib/notebook/ipynb';

const words = (source: string): IpynbCell => ({ cell_type: 'markdown', metadata: {}, source });
const code = (
  source: string,
  outputs: IpynbOutput[] = [],
  count: number | null = 1,
): IpynbCell => ({
  cell_type: 'code',
  metadata: {},
  source,
  outputs,
  execution_count: count,
});
const page = (...cells: IpynbCell[]): string => {
  const notebook: Ipynb = { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
  return notebookPage(notebook, '03-name.ipynb');
};
const error: IpynbOutput = {
  output_type: 'error',
  ename: 'RangeError',
  evalue: 'x',
  traceback: [],
};

describe('notebook/html/page', () => {
  it('is called as the lesson, formulas in words, or else as the file', () => {
    assert.match(page(words('# 03 · Why $\\sqrt d$')), /<title>03 · Why d · Attend<\/title>/);
    assert.match(page(code('1;')), /<title>03-name\.ipynb · Attend<\/title>/);
  });

  it('needs nothing from elsewhere and runs no script', () => {
    const html = page(words('# A\n\n$x$\n\n## B'), code('show(figure)'));
    assert.match(html, /Content-Security-Policy" content="default-src 'none'/);
    assert.doesNotMatch(html, /<script|<link|@import|url\(|src="http/);
  });

  it('lists its sections beside the text and in a fold for small windows', () => {
    const html = page(words('# A\n\nText.'), words('## First'), words('## Second'));
    assert.equal(html.match(/<a href="#first">First<\/a>/g)?.length, 2);
    assert.match(html, /<details class="inline-toc">/);
  });

  it('says first which cells failed and how many did not run', () => {
    const html = page(words('# A'), code('boom()', [error], 4), code('later()', [], null));
    assert.match(
      html,
      /1 cell failed:<\/strong> <a href="#cell-2">RangeError<\/a>\. 1 code cell did not/,
    );
    assert.match(html, /id="cell-2"/);
  });

  it('does not complain of a cell that is meant to fail', () => {
    const cell = code('boom()', [error]);
    cell.metadata.tags = ['raises-exception'];
    const html = page(cell);
    assert.doesNotMatch(html, /class="notice"/);
    assert.match(html, /✘ RangeError/);
  });
});
