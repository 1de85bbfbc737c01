import assert from 'node:assert/strict';
import { parsePercent, PERCENT_HEADER } from 'kernel-lib/notebook/percent';

const parse = (body: string) => parsePercent(`${PERCENT_HEADER}\n${body}`, 'notebooks/01-a.ts');
/** The header has eleven lines, so the body's first line is line 12. */
const FIRST = 12;

describe('notebook/percent', () => {
  it('reads text and code with their places', () => {
    const { cells } = parse(
      '\n// %% [markdown]\n// # Title\n//\n// Words\n\n// %%\n\nconst a = 1;\n\na;\n\n\n',
    );
    assert.deepEqual(cells, [
      {
        kind: 'markdown',
        tags: [],
        source: '# Title\n\nWords',
        markerLine: FIRST + 1,
        line: FIRST + 2,
      },
      {
        kind: 'code',
        tags: [],
        source: 'const a = 1;\n\na;',
        markerLine: FIRST + 6,
        line: FIRST + 8,
      },
    ]);
  });

  it('keeps the indent of text, so that lists and code in it survive', () => {
    const [cell] = parse('// %% [markdown]\n// - a\n//   - b\n//\n//     code').cells;
    assert.equal(cell.source, '- a\n  - b\n\n    code');
  });

  it('reads a file with the line ends of Windows and a byte order mark', () => {
    const text = `\uFEFF${PERCENT_HEADER}\n\n// %%\nconst a = 1;\n`.replaceAll('\n', '\r\n');
    assert.equal(parsePercent(text, 'a.ts').cells[0].source, 'const a = 1;');
  });

  it('accepts the header as jupytext writes it back', () => {
    const saved = PERCENT_HEADER.replace(
      'format_name: percent',
      "format_name: percent\n//       format_version: '1.3'\n//       jupytext_version: 1.19.6",
    );
    assert.equal(parsePercent(`${saved}\n// %%\n1;`, 'a.ts').cells.length, 1);
  });

  const wrong: [string, string, RegExp][] = [
    ['no header', '// %%\n1;', /^a\.ts:1: no header; begin the file with/],
    ['an open header', '// ---\n// jupyter:\n// %%\n1;', /^a\.ts:1: the header is not closed/],
    [
      'another kernel',
      `${PERCENT_HEADER.replace('name: tslab', 'name: deno')}\n// %%\n1;`,
      /^a\.ts:10: the kernelspec/,
    ],
    [
      'code before the first cell',
      `${PERCENT_HEADER}\n\nlet a;\n// %%\n1;`,
      /^a\.ts:13: this stands/,
    ],
    ['no cell', `${PERCENT_HEADER}\n`, /there is no cell/],
    ['an empty cell', `${PERCENT_HEADER}\n// %%\n\n// %%\n1;`, /^a\.ts:12: this cell is empty/],
    [
      'text without the comment sign',
      `${PERCENT_HEADER}\n// %% [markdown]\n// a\nb\n`,
      /^a\.ts:14: each line of a text cell/,
    ],
  ];
  for (const [what, text, message] of wrong) {
    it(`names file and line of ${what}`, () => {
      assert.throws(() => parsePercent(text, 'a.ts'), { name: 'SourceError', message });
    });
  }
});
