import { escapeHtml } from './escape';

const COLORS = ['ink', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'muted'];

/** Text of a terminal as HTML: bold and the eight colours become classes, every other escape is dropped. */
export function ansiToHtml(text: string): string {
  let classes: string[] = [];
  let html = '';
  // eslint-disable-next-line no-control-regex
  for (const part of text.split(/(\u001b\[[\d;?]*[A-Za-z])/)) {
    // eslint-disable-next-line no-control-regex
    const escape = /^\u001b\[([\d;?]*)([A-Za-z])$/.exec(part);
    if (escape) {
      if (escape[2] === 'm') classes = applied(classes, escape[1]);
    } else if (part) {
      const inner = escapeHtml(part);
      html += classes.length > 0 ? `<span class="${classes.join(' ')}">${inner}</span>` : inner;
    }
  }
  return html;
}

function applied(classes: string[], codes: string): string[] {
  let now = classes;
  for (const code of codes.split(';').map(Number)) {
    const isColor = (code >= 30 && code <= 37) || (code >= 90 && code <= 97);
    if (code === 0) now = [];
    else if (code === 1) now = [...now.filter((name) => name !== 'bold'), 'bold'];
    else if (code === 22) now = now.filter((name) => name !== 'bold');
    else if (isColor || code === 39) {
      now = now.filter((name) => !name.startsWith('ansi-'));
      if (isColor) now = [...now, `ansi-${COLORS[code % 10]}`];
    }
  }
  return now;
}

/** Text without the escapes of a terminal. */
export function stripAnsi(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, '');
}
