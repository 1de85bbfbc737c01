import { createRequire } from 'node:module';
import { textWidth } from './text-widths';

/** Any Vega-Lite specification; figures make them, `render` reads them. */
export type VegaLiteSpec = Record<string, unknown>;

/** Loads a package when it is first needed, not when the library is imported. */
const loadNow = createRequire(__filename);

interface Engine {
  vega: typeof import('vega');
  vegaLite: typeof import('vega-lite');
}

let engine: Engine | null = null;

/** Vega takes about 0.1 s to load, so it is loaded when the first figure is drawn. */
function load(): Engine {
  if (engine === null) {
    engine = { vega: loadNow('vega'), vegaLite: loadNow('vega-lite') } as Engine;
    const { textMetrics } = engine.vega as unknown as {
      textMetrics: { width: (item: TextItem, text?: string) => number };
    };
    // Without a canvas Vega guesses 0.8 em a letter, which leaves a third of a picture empty.
    textMetrics.width = (item, text) => {
      const line = text ?? item.text;
      const longest = (Array.isArray(line) ? line : [line]).map((t) => String(t ?? ''));
      const isBold = item.fontWeight === 'bold' || Number(item.fontWeight) >= 600;
      return Math.max(...longest.map((t) => textWidth(t, item.fontSize ?? 11, isBold)));
    };
  }
  return engine;
}

interface TextItem {
  text?: string | string[];
  fontSize?: number;
  fontWeight?: string | number;
}

interface SceneItem {
  items?: SceneItem[];
  marktype?: string;
  /** Of an image: where its picture is, and the picture once it was loaded. */
  url?: string;
  image?: object;
}

/** A drawn figure. */
export interface Drawing {
  svg: string;
  width: number;
  height: number;
  /** How many marks were drawn, to tell when a bitmap is smaller. */
  marks: number;
}

/** Compiles Vega-Lite to Vega; warnings of the compiler are collected, errors are thrown. */
export function compileSpec(spec: VegaLiteSpec): { vega: object; warnings: string[] } {
  const warnings: string[] = [];
  const keep = (...parts: unknown[]): void => void warnings.push(parts.map(String).join(' '));
  const logger = { level: () => logger, warn: keep, error: keep, info: () => {}, debug: () => {} };
  const { spec: vega } = load().vegaLite.compile(spec as never, { logger: logger as never });
  return { vega, warnings };
}

/** Draws a Vega-Lite specification whose data is inside it; synchronous, without a canvas. */
export function draw(spec: VegaLiteSpec): Drawing {
  const { vega } = load();
  const view = new vega.View(vega.parse(compileSpec(spec).vega), { renderer: 'none' }).run();
  const inner = view as unknown as {
    _viewWidth: number;
    _viewHeight: number;
    _origin: [number, number];
  };
  const { left, right, top, bottom } = paddingOf(view.padding());
  const width = Math.ceil(inner._viewWidth + left + right);
  const height = Math.ceil(inner._viewHeight + top + bottom);
  const origin = [left + inner._origin[0], top + inner._origin[1]];
  const { SVGStringRenderer } = vega as unknown as { SVGStringRenderer: new () => StringRenderer };
  const renderer = new SVGStringRenderer();
  renderer.initialize(null, width, height, origin, 1);
  renderer.background(view.background() as string);
  const root = (view.scenegraph() as unknown as { root: SceneItem }).root;
  placeImages(root);
  const svg = renderer.render(root).svg();
  view.finalize();
  return { svg, width, height, marks: countMarks(root) };
}

/** Vega would load images later than this drawing is needed; those inside the specification are here. */
function placeImages(item: SceneItem): void {
  if (item.url?.startsWith('data:')) {
    item.image = { url: item.url, src: item.url, complete: true };
  }
  item.items?.forEach(placeImages);
}

type Padding = { left: number; right: number; top: number; bottom: number };

function paddingOf(padding: unknown): Padding {
  const all = typeof padding === 'number' ? padding : 0;
  return { left: all, right: all, top: all, bottom: all, ...(padding as Partial<Padding>) };
}

interface StringRenderer {
  initialize(element: null, width: number, height: number, origin: number[], scale: number): void;
  background(color: string): void;
  render(root: SceneItem): { svg(): string };
}

function countMarks(item: SceneItem): number {
  const children = item.items ?? [];
  if (children.length === 0) return item.marktype ? 0 : 1;
  return children.reduce((sum, child) => sum + countMarks(child), 0);
}

/** Above this many marks a PNG is smaller and quicker to show than the SVG. */
export const bitmapAbove = 1000;

/** The static picture of a specification: SVG, or PNG where there are very many marks. */
export function drawStatic(spec: VegaLiteSpec): Record<string, string> {
  const drawing = draw(spec);
  if (drawing.marks > bitmapAbove) {
    const png = drawPng(drawing);
    if (png) return { 'image/png': png.toString('base64') };
  }
  return { 'image/svg+xml': drawing.svg };
}

type Resvg = typeof import('@resvg/resvg-js').Resvg;
const fontOptions = { loadSystemFonts: true, defaultFontFamily: 'sans-serif' };
let bitmaps: Resvg | null | undefined;

/** The bitmap renderer, or null where it or any font is missing: a picture without its text is none. */
function bitmapRenderer(): Resvg | null {
  if (bitmaps === undefined) {
    try {
      const { Resvg } = loadNow('@resvg/resvg-js') as { Resvg: Resvg };
      const probe = '<text y="9" font-family="sans-serif">m</text>';
      const svg = `<svg xmlns="http://www.w3.org/2000/svg">${probe}</svg>`;
      bitmaps = new Resvg(svg, { font: fontOptions }).getBBox() ? Resvg : null;
    } catch {
      bitmaps = null;
    }
  }
  return bitmaps;
}

/** A PNG at twice the size, or null where no renderer or no font is installed. */
export function drawPng(drawing: Drawing): Buffer | null {
  const Renderer = bitmapRenderer();
  if (Renderer === null) return null;
  const options = { font: fontOptions, fitTo: { mode: 'zoom', value: 2 } } as const;
  return new Renderer(drawing.svg, options).render().asPng();
}
