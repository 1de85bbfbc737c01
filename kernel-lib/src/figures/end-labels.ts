import type { VegaLiteSpec } from './render';
import { pixelOf } from './scales';
import type { ReadSlider } from './slider';
import { textWidth, wrapText } from './text-widths';

/** A label at the end of a line. `y` is the height of the end in each frame (one entry without slider). */
export interface EndLabel {
  text: string;
  x: number;
  y: number[];
  color: string;
}

const fontSize = 12;
const lineHeight = 15;
/** Distance between the end of the line and its label. */
const labelGap = 8;

/** Labels broken into lines, and the width they need to the right of the plot. */
export function measureLabels(
  texts: string[],
  space: number,
): { lines: string[][]; width: number } {
  const limit = Math.max(60, Math.min(170, 0.34 * space));
  const lines = texts.map((text) => wrapText(text, limit, fontSize));
  const widest = Math.max(0, ...lines.flat().map((line) => textWidth(line, fontSize)));
  return { lines, width: widest === 0 ? 0 : widest + labelGap + 4 };
}

/** The labels as a text layer, moved apart where they would overlap. */
export function labelLayer(
  labels: EndLabel[],
  lines: string[][],
  scale: { domain: readonly [number, number]; height: number; isLog: boolean },
  slider: ReadSlider | null,
): VegaLiteSpec {
  const frames = slider ? slider.values.length : 1;
  const rows = Array.from({ length: frames }, (_, f) => {
    const wanted = labels.map((label) =>
      pixelOf(label.y[Math.min(f, label.y.length - 1)], scale.domain, scale.height, scale.isLog),
    );
    const heights = lines.map((text) => text.length * lineHeight);
    const placed = spread(wanted, heights, scale.height);
    return labels.flatMap((label, i) =>
      label.text === ''
        ? []
        : [
            {
              f,
              x: label.x,
              py: placed[i],
              text: lines[i].join('\n'),
              color: label.color,
            },
          ],
    );
  }).flat();
  return {
    data: { values: rows },
    ...(slider ? { transform: [slider.filter] } : {}),
    mark: {
      type: 'text',
      align: 'left',
      baseline: 'middle',
      dx: labelGap,
      lineBreak: '\n',
      lineHeight,
      fontSize,
    },
    encoding: {
      text: { field: 'text' },
      // Already in pixels: no scale.
      y: { field: 'py', type: 'quantitative', scale: null, axis: null },
      color: { field: 'color', type: 'nominal', scale: null },
    },
  };
}

/** Moves centres apart so that things of these heights do not overlap, as little as a simple pass can. */
export function spread(wanted: number[], heights: number[], total: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
  const placed = [...wanted];
  for (let pass = 0; pass < 50; pass++) {
    let isMoved = false;
    for (let k = 0; k + 1 < order.length; k++) {
      const [above, below] = [order[k], order[k + 1]];
      const overlap = (heights[above] + heights[below]) / 2 - (placed[below] - placed[above]);
      if (overlap > 0.01) {
        placed[above] -= overlap / 2;
        placed[below] += overlap / 2;
        isMoved = true;
      }
    }
    for (const i of order) {
      const inside = Math.min(total + 4, Math.max(-4, placed[i]));
      if (inside !== placed[i]) isMoved = true;
      placed[i] = inside;
    }
    if (!isMoved) break;
  }
  return placed;
}
