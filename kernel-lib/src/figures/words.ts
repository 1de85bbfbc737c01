/** A number for a sentence: about three significant digits, no exponent unless it is far from 1. */
export function say(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e7 || size < 1e-4) return value.toExponential(1);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4);
}

/** A whole number with thousands separated. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** `1 row`, `3 rows`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** Breaks text into lines of at most `width` characters, between words. */
export function fill(text: string, width = 78): string {
  return text
    .split('\n')
    .map((paragraph) => fillParagraph(paragraph, width))
    .join('\n');
}

function fillParagraph(text: string, width: number): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

/** Seconds as people say them: `34 s`, `1 min 5 s`, `2 h 3 min`. */
export function duration(seconds: number): string {
  if (seconds < 0.95) return `${Math.max(0.1, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
