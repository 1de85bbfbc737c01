import katex from 'katex';
import type MarkdownItModule from 'markdown-it';
import { escapeHtml } from './escape';

/** Formulas between `$` and `$$`, typeset as MathML: no font, no script, no network. */
export function mathPlugin(markdown: MarkdownItModule.MarkdownIt): void {
  markdown.inline.ruler.after('escape', 'math', (state, silent) => {
    const found = readInline(state.src, state.pos, state.posMax);
    if (!found) return false;
    if (!silent) {
      const token = state.push('math', 'math', 0);
      token.content = found.tex;
      token.meta = { isBlock: found.isBlock };
    }
    state.pos = found.end;
    return true;
  });
  markdown.block.ruler.before(
    'fence',
    'math_block',
    (state, startLine, endLine, silent) => {
      const lineAt = (line: number): string =>
        state.src.slice(state.bMarks[line] + state.tShift[line], state.eMarks[line]);
      const first = lineAt(startLine).trim();
      if (!first.startsWith('$$')) return false;
      let last = startLine;
      let tex = first.slice(2);
      while (!/\$\$\s*$/.test(tex)) {
        if (++last >= endLine) return false;
        tex += `\n${lineAt(last)}`;
      }
      if (silent) return true;
      const token = state.push('math', 'math', 0);
      token.block = true;
      token.content = tex.replace(/\$\$\s*$/, '');
      token.meta = { isBlock: true };
      token.map = [startLine, last + 1];
      state.line = last + 1;
      return true;
    },
    { alt: ['paragraph', 'blockquote', 'list'] },
  );
  markdown.renderer.rules.math = (tokens, at) => {
    const { content, meta } = tokens[at];
    return renderMath(content, (meta as { isBlock: boolean }).isBlock);
  };
}

/** One formula as MathML; a formula that cannot be read is shown as it is written, with the reason. */
export function renderMath(tex: string, isBlock: boolean): string {
  try {
    const html = katex.renderToString(tex.trim(), { output: 'mathml', displayMode: isBlock });
    return isBlock ? `<div class="eq">${html}</div>\n` : html;
  } catch (error) {
    const reason = escapeHtml((error as Error).message);
    return `<code class="bad-math" title="${reason}">${escapeHtml(tex)}</code>`;
  }
}

/** `$…$` as Pandoc has it: no space inside next to the signs, no digit after the closing one. */
function readInline(
  source: string,
  start: number,
  limit: number,
): { tex: string; end: number; isBlock: boolean } | null {
  if (source[start] !== '$') return null;
  const isBlock = source[start + 1] === '$';
  const sign = isBlock ? '$$' : '$';
  const from = start + sign.length;
  if (!isBlock && /\s/.test(source[from] ?? ' ')) return null;
  for (let at = from; at < limit; at++) {
    if (source[at] === '\\') at++;
    else if (source.startsWith(sign, at)) {
      const isClosing = isBlock || (!/\s/.test(source[at - 1]) && !/\d/.test(source[at + 1] ?? ''));
      if (at === from || !isClosing) return null;
      return { tex: source.slice(from, at), end: at + sign.length, isBlock };
    }
  }
  return null;
}
