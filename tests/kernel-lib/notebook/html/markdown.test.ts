import assert from 'node:assert/strict';
import { PageMarkdown } from 'kernel-lib/notebook/html/markdown';

const render = (text: string) => new PageMarkdown().render(text);

describe('notebook/html/markdown', () => {
  it('collects headings with ids that differ over the whole page', () => {
    const markdown = new PageMarkdown();
    markdown.render('# A title\n\n## Why √d?\n');
    assert.match(markdown.render('## Why $\\sqrt d$\n\n## Why √d?\n'), /id="why-d-2"/);
    assert.deepEqual(
      markdown.headings.map(({ level, id }) => [level, id]),
      [
        [1, 'a-title'],
        [2, 'why-d'],
        [2, 'why-sqrt-d'],
        [2, 'why-d-2'],
      ],
    );
    assert.match(markdown.headings[2].html, /<msqrt>/);
  });

  it('sets the promise under the title apart', () => {
    assert.match(render('# T\n\n*It works.*\n'), /<p class="lead"><em>It works\.<\/em><\/p>/);
    assert.doesNotMatch(render('# T\n\n*It* works.\n'), /lead/);
    assert.doesNotMatch(render('# T\n\n*It* works *well*.\n'), /lead/);
    assert.doesNotMatch(render('## T\n\n*It works.*\n'), /lead/);
  });

  it('typesets formulas in a line and on their own', () => {
    assert.match(render('Let $x_1$ be.'), /Let <span class="katex"><math[^>]*><semantics>/);
    assert.match(render('a\n\n$$\nx = 1\n$$\n\nb'), /<div class="eq">.*display="block"/);
    assert.match(render('a:\n$$x$$\nb'), /<p>a:<\/p>\n<div class="eq">.*<\/div>\n<p>b<\/p>/s);
  });

  it('leaves dollars that are no formula alone', () => {
    for (const text of ['It costs $5 or $6.', 'a \\$x\\$ b', '`$x$`', '$ x $', 'only $ one']) {
      assert.doesNotMatch(render(text), /<math/, text);
    }
  });

  it('keeps signs of Markdown inside a formula', () => {
    assert.match(render('$a_i * b_i * c_i$ and *words*'), /c_i<\/annotation>.*<em>words<\/em>/);
  });

  it('shows a formula that cannot be read, with the reason', () => {
    assert.match(
      render('$\\frac{1}$ rest'),
      /<code class="bad-math" title="[^"]+">\\frac\{1\}<\/code> rest/,
    );
  });

  it('colours TypeScript in fences', () => {
    assert.match(render('```ts\nconst a = 1;\n```'), /<span class="k">const<\/span>/);
    assert.doesNotMatch(render('```\nconst a = 1;\n```'), /span/);
  });
});
