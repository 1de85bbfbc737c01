import assert from 'node:assert/strict';
import { outputsHtml } from 'kernel-lib/notebook/html/outputs';
import type { IpynbOutput } from 'kernel-lib/notebook/ipynb';

const shown = (data: Record<string, unknown>) =>
  outputsHtml([{ output_type: 'display_data', data, metadata: {} }]);

describe('notebook/html/outputs', () => {
  it('is nothing when a cell shows nothing', () => {
    assert.equal(outputsHtml([]), '');
    assert.equal(shown({ 'application/vnd.unknown+json': {} }), '');
  });

  it('shows a figure as a picture with its words', () => {
    const html = shown({
      'application/vnd.vegalite.v5+json': {},
      'image/svg+xml': ['<svg>', '</svg>'],
      'text/html': '<b>x</b>',
      'text/plain': 'Rows "sum" to 1',
    });
    const base64 = Buffer.from('<svg></svg>').toString('base64');
    assert.match(html, new RegExp(`src="data:image/svg\\+xml;base64,${base64}"`));
    assert.match(html, /alt="Rows &quot;sum&quot; to 1"/);
    assert.doesNotMatch(html, /<b>x/);
  });

  it('prefers HTML to text', () => {
    const html = shown({ 'text/html': ['<table>', '</table>'], 'text/plain': 'a table' });
    assert.match(html, /<div class="html"><table><\/table><\/div>/);
    assert.doesNotMatch(html, /a table/);
  });

  it('escapes text', () => {
    assert.match(shown({ 'text/plain': '<script>' }), /<pre>&lt;script&gt;<\/pre>/);
  });

  it('names the stream of an error text in words', () => {
    const output: IpynbOutput = { output_type: 'stream', name: 'stderr', text: ['careful'] };
    assert.match(outputsHtml([output]), /written to stderr<\/p><pre class="stderr">careful/);
  });

  it('says the message of an error once and keeps its place', () => {
    const html = outputsHtml([
      {
        output_type: 'error',
        ename: 'TypeError',
        evalue: 'a < b',
        traceback: ['\u001b[31mTypeError: a < b\u001b[39m', '    at cell 3, line 2'],
      },
    ]);
    assert.equal(html.match(/a &lt; b/g)?.length, 1);
    assert.match(html, /✘ TypeError<\/strong> a &lt; b<\/p><pre> {4}at cell 3, line 2<\/pre>/);
  });
});
