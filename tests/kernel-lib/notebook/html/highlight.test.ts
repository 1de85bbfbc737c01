import assert from 'node:assert/strict';
import { highlight } from 'kernel-lib/notebook/html/highlight';

const k = (text: string) => `<span class="k">${text}</span>`;
const s = (text: string) => `<span class="s">${text}</span>`;
const n = (text: string) => `<span class="n">${text}</span>`;
const c = (text: string) => `<span class="c">${text}</span>`;

describe('notebook/html/highlight', () => {
  const cases: [string, string, string][] = [
    [
      'keywords, numbers, comments',
      'const a = 1_000.5; // b',
      `${k('const')} a = ${n('1_000.5')}; ${c('// b')}`,
    ],
    ['texts with escapes', `f('it\\'s', "a")`, `f(${s(`'it\\'s'`)}, ${s('&quot;a&quot;')})`],
    ['signs of HTML', 'a < b && c > d', 'a &lt; b &amp;&amp; c &gt; d'],
    ['names that look like keywords', 'q.delete({ of: 1 })', `q.delete({ of: ${n('1')} })`],
    ['a template with code in it', '`a ${b + 1} c`', `${s('`a ${')}b + ${n('1')}${s('} c`')}`],
    ['a template in a template', '`${f(`x`)}`', `${s('`${')}f(${s('`x`')})${s('}`')}`],
    ['a division', 'a / b / c', 'a / b / c'],
    ['a regular expression', 'x = /[/"]+/g;', `x = ${s('/[/&quot;]+/g')};`],
    ['a regular expression after return', 'return /a/;', `${k('return')} ${s('/a/')};`],
    ['a comment over two lines', '/* a\nb */ 2', `${c('/* a\nb */')} ${n('2')}`],
    ['code that does not end', "f('a\n`b", `f(${s("'a")}\n${s('`b')}`],
  ];
  for (const [what, code, html] of cases) {
    it(`colours ${what}`, () => assert.equal(highlight(code), html));
  }

  it('loses no letter of any source of the builder', async () => {
    const fs = await import('node:fs');
    const path = await import('node:path');
    const folder = path.resolve(__dirname, '../../../../kernel-lib/src/notebook');
    for (const name of fs.readdirSync(folder, { recursive: true }) as string[]) {
      if (!name.endsWith('.ts')) continue;
      const code = fs.readFileSync(path.join(folder, name), 'utf8');
      const text = highlight(code)
        .replace(/<\/?span[^>]*>/g, '')
        .replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>')
        .replace(/&quot;/g, '"')
        .replace(/&amp;/g, '&');
      assert.equal(text, code, name);
    }
  });
});
