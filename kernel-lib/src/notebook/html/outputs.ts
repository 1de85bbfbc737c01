import type { IpynbOutput } from '../ipynb';
import { ansiToHtml, stripAnsi } from './ansi';
import { escapeHtml } from './escape';
import { renderMath } from './math';

/** The outputs of one cell as HTML, in their order; empty when there is none. */
export function outputsHtml(outputs: IpynbOutput[]): string {
  const parts = outputs.map(outputHtml).filter(Boolean);
  return parts.length > 0 ? `<div class="out">\n${parts.join('\n')}\n</div>` : '';
}

function outputHtml(output: IpynbOutput): string {
  if (output.output_type === 'stream') {
    const isError = output.name === 'stderr';
    const text = `<pre${isError ? ' class="stderr"' : ''}>${ansiToHtml(joined(output.text))}</pre>`;
    return isError ? `<p class="cap">written to stderr</p>${text}` : text;
  }
  if (output.output_type === 'error') return errorHtml(output);
  return bundleHtml((output.data ?? {}) as Record<string, unknown>);
}

function errorHtml({ ename, evalue, traceback }: IpynbOutput): string {
  const name = String(ename);
  const message = stripAnsi(String(evalue));
  const lines = Array.isArray(traceback) ? traceback.map(String) : [];
  // The message is said once: the traceback usually begins with it.
  const rest = lines.join('\n').split('\n');
  while (rest.length > 0 && repeats(stripAnsi(rest[0]), name, message)) rest.shift();
  const trace = rest.join('\n').trimEnd();
  return [
    `<div class="error"><p><strong>✘ ${escapeHtml(name)}</strong> ${escapeHtml(message)}</p>`,
    trace ? `<pre>${ansiToHtml(trace)}</pre>` : '',
    '</div>',
  ].join('');
}

function repeats(line: string, name: string, message: string): boolean {
  const text = line.trim();
  if (text === '' || text === name) return true;
  const said = text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text;
  return message.split('\n').some((part) => part.trim() === said);
}

/** The richest form that a page without scripts can show. */
function bundleHtml(data: Record<string, unknown>): string {
  const text = joined(data['text/plain']);
  const alt = escapeHtml(stripAnsi(text).slice(0, 2000));
  const svg = joined(data['image/svg+xml']);
  if (svg) {
    const base64 = Buffer.from(svg, 'utf8').toString('base64');
    return `<figure><img src="data:image/svg+xml;base64,${base64}" alt="${alt}"></figure>`;
  }
  for (const type of ['image/png', 'image/jpeg', 'image/gif']) {
    const base64 = joined(data[type]).replace(/\s/g, '');
    if (base64) return `<figure><img src="data:${type};base64,${base64}" alt="${alt}"></figure>`;
  }
  const html = joined(data['text/html']);
  if (html) return `<div class="html">${html}</div>`;
  const latex = joined(data['text/latex']);
  if (latex) return renderMath(latex.trim().replace(/^\$+|\$+$/g, ''), true);
  if (text) return `<pre>${ansiToHtml(text)}</pre>`;
  const json = data['application/json'];
  return json === undefined ? '' : `<pre>${escapeHtml(JSON.stringify(json, null, 2))}</pre>`;
}

function joined(content: unknown): string {
  if (Array.isArray(content)) return content.join('');
  return typeof content === 'string' ? content : '';
}
