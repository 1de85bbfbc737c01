import assert from 'node:assert/strict';
import { palette } from 'kernel-lib/figures/html';
import { colors, whiteTextAbove } from 'kernel-lib/figures/theme';

type Rgb = [number, number, number];

const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb;

/** WCAG 2.1: relative luminance and contrast ratio. */
function luminance(color: Rgb): number {
  const [r, g, b] = color.map((byte) => {
    const share = byte / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: Rgb, b: Rgb): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (light + 0.05) / (dark + 0.05);
}

/** The colour at a share of a ramp of equally spaced stops. */
function rampAt(stops: readonly string[], share: number): Rgb {
  const at = share * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(at));
  const [from, to] = [rgb(stops[i]), rgb(stops[i + 1])];
  return from.map((byte, c) => byte + (at - i) * (to[c] - byte)) as Rgb;
}

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

describe('the theme', () => {
  it('has text of 4.5 : 1 and marks of 3 : 1 on its white plate', () => {
    for (const color of [colors.ink, colors.secondary, colors.here, ...colors.categoryText]) {
      assert.ok(contrast(rgb(color), white) >= 4.5, color);
    }
    for (const color of colors.category) assert.ok(contrast(rgb(color), white) >= 3, color);
  });

  it('keeps numbers readable on every cell of both ramps', () => {
    for (let i = 0; i <= 200; i++) {
      const share = i / 200;
      const cells: [Rgb, number][] = [
        [rampAt(colors.sequential, share), whiteTextAbove.sequential],
        [rampAt(colors.diverging, 0.5 + share / 2), whiteTextAbove.divergingHigh],
        [rampAt(colors.diverging, 0.5 - share / 2), whiteTextAbove.divergingLow],
      ];
      cells.forEach(([cell, threshold], k) => {
        const ratio = contrast(cell, share > threshold ? white : black);
        assert.ok(ratio >= 4.5, `share ${share}, ramp ${k}: ${ratio}`);
      });
    }
  });

  it('has chips on which white text is readable', () => {
    for (const color of [palette.pass, palette.fail, palette.stopped]) {
      assert.ok(contrast(rgb(color), white) >= 4.5, color);
    }
  });
});
