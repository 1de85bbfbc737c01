import assert from 'node:assert/strict';
import {
  element,
  escapeHtml,
  fold,
  inlineCode,
  labelled,
  progressTrack,
  sparkBars,
} from 'kernel-lib/figures/html';
import { heatColor } from 'kernel-lib/figures/html-table';

describe('the HTML toolkit', () => {
  it('escapes text for content and attributes', () => {
    assert.equal(escapeHtml('<a href="x">&</a>'), '&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;');
    assert.equal(
      element('td', 'margin: 0', 'x', { title: 'a "b" <c>' }),
      '<td style="margin: 0" title="a &quot;b&quot; &lt;c&gt;">x</td>',
    );
    assert.ok(inlineCode('a < b').includes('a &lt; b'));
    assert.ok(
      labelled('<n>', '<v>').includes('&lt;n&gt;') && fold('<s>', 'x').includes('&lt;s&gt;'),
    );
  });

  it('keeps bars within their track', () => {
    assert.match(progressTrack(0.5), /width: 50\.0%/);
    assert.match(progressTrack(7), /width: 100\.0%/);
    assert.match(progressTrack(-1), /width: 0\.0%/);
  });

  it('draws columns in proportion to the largest, never invisible', () => {
    const heights = [...sparkBars([0, 1, 2]).matchAll(/width: 3px; height: (\d+)px/g)].map(
      ([, h]) => Number(h),
    );
    assert.deepEqual(heights, [1, 8, 16]);
  });

  it('makes heat by sign and size, at most 0.7 of the colour', () => {
    // 0.7 * 255 = 178.5, as a byte 0xb3; half of it 0x59.
    assert.equal(heatColor(1), '#2D72BCb3');
    assert.equal(heatColor(5), '#2D72BCb3');
    assert.equal(heatColor(-0.5), '#BA430C59');
    assert.equal(heatColor(0.5, 'error'), '#BA430C59');
    assert.equal(heatColor(0), '#2D72BC00');
  });
});
