import type { VegaLiteSpec } from './render';

/** A field that is already in pixels of the figure. */
export function inPixels(field: string): object {
  return { field, type: 'quantitative', scale: null, axis: null };
}

/** Marks between the corners (x, y) and (x2, y2) of their rows. */
export const betweenCorners = {
  ...{ x: inPixels('x'), x2: { field: 'x2' } },
  ...{ y: inPixels('y'), y2: { field: 'y2' } },
};

/** The figure describes itself as a whole; a label on each mark would only read out its place. */
export const silent = { aria: false };

/** Images at their corners; each row carries its own `url`. */
export function pictureLayer(values: object[]): VegaLiteSpec | null {
  if (values.length === 0) return null;
  return {
    data: { values },
    mark: { type: 'image', aspect: false, ...silent },
    encoding: { ...betweenCorners, url: { field: 'url', type: 'nominal' } },
  };
}

/** Texts at their places in pixels. */
export function textLayer(values: object[], mark: object): VegaLiteSpec | null {
  if (values.length === 0) return null;
  return {
    data: { values },
    mark: { type: 'text', baseline: 'middle', ...silent, ...mark },
    encoding: { x: inPixels('x'), y: inPixels('y'), text: { field: 'text' } },
  };
}
