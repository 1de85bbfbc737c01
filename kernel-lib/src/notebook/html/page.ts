import { sourceOf, type Ipynb, type IpynbCell } from '../ipynb';
import { escapeHtml } from './escape';
import { highlight } from './highlight';
import { PageMarkdown, type Heading } from './markdown';
import { outputsHtml } from './outputs';
import { pageStyle } from './style';

/** No script runs and nothing is fetched, whatever an output holds. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'";

/**
 * A notebook as one HTML page that needs nothing else: formulas as MathML, code coloured, figures as SVG, errors in
 * sight, light and dark.
 *
 * @param name what the page is called when the notebook has no heading
 */
export function notebookPage(notebook: Ipynb, name: string): string {
  const markdown = new PageMarkdown();
  const cells = notebook.cells.filter((cell) => sourceOf(cell).trim() !== '');
  const bodies = cells.map((cell, at) => cellHtml(cell, at + 1, markdown));
  const title = markdown.headings.find((heading) => heading.level === 1) ?? markdown.headings[0];
  const sections = markdown.headings.filter((heading) => heading.level === 2);
  const contents = contentsHtml(sections);
  if (contents) {
    const fold = `<details class="inline-toc"><summary>On this page</summary>${contents}</details>`;
    bodies.splice(1, 0, fold);
  }
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    `<title>${title ? plain(title.html) : escapeHtml(name)} · Attend</title>`,
    `<style>${pageStyle}</style></head><body>`,
    '<a class="skip" href="#page-text">Skip to the text</a>',
    '<div class="wrap"><main id="page-text">',
    noticeHtml(cells),
    ...bodies,
    `<p class="foot">Made from ${escapeHtml(name)} by <code>attend run</code>.</p>`,
    '</main>',
    contents
      ? `<aside><nav aria-label="On this page"><p>On this page</p>${contents}</nav></aside>`
      : '',
    '</div></body></html>',
    '',
  ].join('\n');
}

function cellHtml(cell: IpynbCell, number: number, markdown: PageMarkdown): string {
  const source = sourceOf(cell);
  if (cell.cell_type === 'markdown') return `<div class="words">\n${markdown.render(source)}</div>`;
  if (cell.cell_type === 'raw') return `<pre class="in">${escapeHtml(source)}</pre>`;
  const code = `<pre class="in" id="cell-${number}" tabindex="0"><code>${highlight(source)}</code></pre>`;
  return code + outputsHtml(cell.outputs ?? []);
}

function contentsHtml(headings: Heading[]): string {
  const items = headings.map(
    ({ id, html }) => `<li><a href="#${id}">${withoutLinks(html)}</a></li>`,
  );
  return items.length > 0 ? `<ol>${items.join('')}</ol>` : '';
}

/** A page of a run that went wrong says so first, with the way to the place. */
function noticeHtml(cells: IpynbCell[]): string {
  const failed = cells.flatMap((cell, at) => {
    const tags = Array.isArray(cell.metadata.tags) ? cell.metadata.tags : [];
    const error = cell.outputs?.find((output) => output.output_type === 'error');
    return error && !tags.includes('raises-exception')
      ? [{ number: at + 1, name: error.ename }]
      : [];
  });
  if (failed.length === 0) return '';
  const links = failed.map(
    ({ number, name }) => `<a href="#cell-${number}">${escapeHtml(String(name))}</a>`,
  );
  const missing = cells.filter(
    (cell) => cell.cell_type === 'code' && (cell.execution_count ?? null) === null,
  ).length;
  const rest = missing > 0 ? ` ${count(missing, 'code cell')} did not come to run.` : '';
  return `<p class="notice"><strong>${count(failed.length, 'cell')} failed:</strong> ${links.join(', ')}.${rest}</p>`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function withoutLinks(html: string): string {
  return html.replace(/<\/?a\b[^>]*>/g, '');
}

function plain(html: string): string {
  return html
    .replace(/<annotation\b.*?<\/annotation>/gs, '')
    .replace(/<[^>]*>/g, '')
    .trim();
}
