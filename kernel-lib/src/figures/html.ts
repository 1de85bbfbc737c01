/**
 * The small HTML toolkit of everything that is shown in a notebook. JupyterLab removes `<style>`, `<svg>`,
 * scripts, `var()`, `currentColor`, `calc()`, `aria-*` and `role` from saved outputs, and it styles tables;
 * so these pieces use inline styles that survive, and reset what Lab would add. They work on white and on
 * near-black: text is inherited, secondary text is faded, surfaces and heat are translucent.
 */

/** Solid colours for chips (their text is white) and the translucent marks. */
export const palette = {
  pass: '#147D67',
  fail: '#BA430C',
  stopped: '#636C79',
  mark: '#2D72BC',
  panel: 'rgba(127,127,127,0.10)',
  track: 'rgba(127,127,127,0.25)',
  rule: 'rgba(127,127,127,0.35)',
} as const;

/** Monospace font stack for numbers and code. */
export const monoFont = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace";

/** Escapes text for element content and for attribute values in double quotes. */
export function escapeHtml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

/**
 * One element. `content` is HTML (escape text yourself); attribute values are text.
 * @param style - inline declarations, e.g. `margin: 0; opacity: 0.75`; empty for none.
 */
export function element(
  tag: string,
  style: string,
  content: string,
  attributes: Record<string, string> = {},
): string {
  const parts = Object.entries({ ...(style === '' ? {} : { style }), ...attributes });
  const text = parts.map(([name, value]) => ` ${name}="${escapeHtml(value)}"`).join('');
  return `<${tag}${text}>${content}</${tag}>`;
}

/** The frame of one output: width, type size, scrolling for what is too wide. */
export function output(...blocks: string[]): string {
  const style =
    'max-width: 760px; margin: 4px 0 8px 0; font-size: 14px; line-height: 1.5; overflow-x: auto';
  return element('div', style, blocks.filter(Boolean).join('\n'));
}

/** Secondary text: the inherited colour, faded. `html` is HTML. */
export function muted(html: string): string {
  return element('span', 'opacity: 0.75', html);
}

/** A quiet line below something. `html` is HTML. */
export function note(html: string): string {
  return element('div', 'font-size: 13px; opacity: 0.75; padding: 4px 0 0 0', html);
}

/** Numbers and code. `html` is HTML. */
export function mono(html: string): string {
  return element('span', `font-family: ${monoFont}; font-size: 13px`, html);
}

/** A code snippet inside a sentence. `code` is text. */
export function inlineCode(code: string): string {
  return element(
    'code',
    'background-color: transparent; padding: 0; font-size: 13px',
    escapeHtml(code),
  );
}

/** A solid square that says a state by colour and glyph. */
export function chip(state: 'pass' | 'fail' | 'stopped', glyph?: string): string {
  const sign = glyph ?? { pass: '✔', fail: '✘', stopped: '■' }[state];
  const style =
    'display: inline-block; min-width: 22px; text-align: center; line-height: 22px; ' +
    `border-radius: 3px; background-color: ${palette[state]}; color: #ffffff; ` +
    'font-weight: 700; font-size: 13px';
  return element('span', style, escapeHtml(sign));
}

/** Pieces side by side that wrap when there is no room. */
export function row(items: string[], gap = '2px 10px'): string {
  const style = `display: flex; flex-wrap: wrap; align-items: baseline; gap: ${gap}`;
  return element('div', style, items.filter(Boolean).join('\n'));
}

/** A faded name and its number: `loss 0.412`. Both are text. */
export function labelled(name: string, value: string): string {
  const content = `${muted(escapeHtml(name))} ${mono(escapeHtml(value))}`;
  return element('span', 'white-space: nowrap', content);
}

/** A tinted box, for a hint or an aside. `html` is HTML. */
export function panel(html: string): string {
  const style = `margin: 12px 0 0 0; padding: 8px 12px; background-color: ${palette.panel}; border-radius: 3px`;
  return element('div', style, html);
}

/** What opens on a click; closed on arrival. `summary` is text, `html` is HTML. */
export function fold(summary: string, html: string): string {
  const head = element('summary', 'cursor: pointer; opacity: 0.75', escapeHtml(summary));
  return element('details', 'margin: 10px 0 0 0', `${head}\n${html}`);
}

/** A horizontal bar filled to `share` (0 to 1). */
export function progressTrack(share: number, color: string = palette.mark): string {
  const percent = (Math.min(1, Math.max(0, share)) * 100).toFixed(1);
  const fill = `height: 6px; width: ${percent}%; background-color: ${color}; border-radius: 3px`;
  const track = `height: 6px; margin: 6px 0; background-color: ${palette.track}; border-radius: 3px`;
  return element('div', track, element('div', fill, ''));
}

/** A little column chart inside a line: heights are the values' share of the largest, at least 1 px. */
export function sparkBars(values: readonly number[]): string {
  const largest = Math.max(...values, Number.MIN_VALUE);
  const bars = values.map((value) => {
    const height = Math.max(1, Math.round((16 * value) / largest));
    return element(
      'span',
      `display: inline-block; width: 3px; height: ${height}px; background-color: ${palette.mark}`,
      '',
    );
  });
  const style =
    'display: inline-flex; align-items: flex-end; height: 16px; gap: 1px; vertical-align: text-bottom';
  return element('span', style, bars.join(''));
}
