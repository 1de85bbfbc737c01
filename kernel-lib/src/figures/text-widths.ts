/**
 * Width of the characters U+0020 to U+007E in hundredths of the font size: the wider of Noto Sans and
 * Liberation Sans (the metrics of Arial), measured by drawing each between two capital letters.
 */
const regular = [
  28, 28, 41, 65, 57, 89, 73, 23, 33, 33, 55, 58, 28, 33, 28, 37, 57, 57, 57, 57, 57, 57, 57, 57,
  57, 57, 28, 28, 58, 58, 58, 56, 102, 67, 67, 72, 73, 67, 61, 78, 74, 34, 50, 67, 56, 91, 76, 78,
  67, 78, 72, 67, 61, 73, 67, 94, 67, 67, 61, 33, 37, 33, 57, 56, 33, 56, 62, 50, 62, 56, 34, 62,
  62, 26, 26, 53, 26, 94, 62, 61, 62, 62, 41, 50, 36, 62, 51, 79, 53, 51, 50, 38, 55, 38, 58,
];

const bold = [
  28, 33, 47, 65, 57, 90, 75, 27, 34, 34, 55, 58, 29, 33, 29, 41, 57, 57, 57, 57, 57, 57, 57, 57,
  57, 57, 33, 33, 58, 58, 58, 61, 98, 72, 72, 72, 74, 67, 61, 78, 77, 39, 56, 72, 61, 94, 81, 80,
  67, 80, 72, 67, 61, 76, 67, 97, 67, 67, 61, 33, 41, 33, 58, 56, 36, 60, 63, 56, 63, 59, 39, 63,
  66, 31, 31, 62, 31, 98, 66, 62, 63, 63, 45, 56, 43, 66, 57, 86, 58, 57, 50, 39, 55, 39, 58,
];

/** Other characters of the lessons, in hundredths of the font size. */
const others: Record<string, number> = {
  '–': 56,
  '—': 100,
  '…': 100,
  '“': 50,
  '”': 50,
  '‘': 28,
  '’': 28,
  '«': 62,
  '»': 62,
  '·': 29,
  '→': 100,
  '←': 100,
  œ: 98,
  æ: 92,
  '²': 38,
  '³': 38,
  '√': 55,
  '≤': 55,
  '≥': 55,
  '≈': 55,
  '∞': 71,
};

const anythingElse = 66;

/** Width of a line of text in pixels, close to what a browser with a sans-serif font draws. */
export function textWidth(text: string, fontSize: number, isBold = false): number {
  const table = isBold ? bold : regular;
  let hundredths = 0;
  // Letters with accents are as wide as their base letter.
  for (const character of text.normalize('NFD').replace(/[\u0300-\u036f]/g, '')) {
    const code = character.codePointAt(0)!;
    hundredths +=
      code >= 0x20 && code <= 0x7e ? table[code - 0x20] : (others[character] ?? anythingElse);
  }
  return (hundredths * fontSize) / 100;
}

/** Breaks text between words into lines that are no wider than `maxWidth` pixels. */
export function wrapText(
  text: string,
  maxWidth: number,
  fontSize: number,
  isBold = false,
): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, fontSize, isBold) > maxWidth) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

/** Cuts a line that is wider than `maxWidth` pixels and ends it with an ellipsis. */
export function cutText(text: string, maxWidth: number, fontSize: number): string {
  if (textWidth(text, fontSize) <= maxWidth) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, fontSize) > maxWidth)
    letters.pop();
  return `${letters.join('').trimEnd()}…`;
}
