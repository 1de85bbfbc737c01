import { createRequire } from 'node:module';
import type { MimeBundle } from 'kernel-lib/figures/mime';
import { compileSpec, type VegaLiteSpec } from 'kernel-lib/figures/render';

const load = createRequire(__filename);

/** One output as a kernel would send it. */
export interface SentOutput {
  data: MimeBundle;
  displayId?: string;
  update: boolean;
}

/** Runs `action` as if a cell were running and returns the outputs it showed. */
export async function outputsOf(action: () => unknown): Promise<SentOutput[]> {
  const door = load('tslab/dist/jupyter') as { lastWriteDisplayData: unknown };
  const before = door.lastWriteDisplayData;
  const sent: SentOutput[] = [];
  door.lastWriteDisplayData = (
    message: { data: MimeBundle; transient: { display_id?: string } },
    update: boolean,
  ): void =>
    void sent.push({ data: message.data, displayId: message.transient.display_id, update });
  try {
    await action();
  } finally {
    door.lastWriteDisplayData = before;
  }
  return sent;
}

/** The text that stands in an SVG, in the order of the drawing. */
export function textsOf(svg: string): string[] {
  return [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/gs)].map(([, content]) =>
    content
      .replace(/<[^>]*>/g, ' ')
      .replace(/&amp;/g, '&')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .trim(),
  );
}

/** Compiles a specification and fails on any warning of the compiler. */
export function compileCleanly(spec: VegaLiteSpec): ReturnType<typeof compileSpec>['vega'] {
  const { vega, warnings } = compileSpec(spec);
  if (warnings.length > 0) throw new Error(`the compiler warns: ${warnings.join('; ')}`);
  return vega;
}

/** A running view of a specification, to move its sliders. */
export function viewOf(spec: VegaLiteSpec): {
  signal(name: string, value?: number): unknown;
  run(): unknown;
  svg(): Promise<string>;
} {
  const vega = load('vega') as typeof import('vega');
  const view = new vega.View(vega.parse(compileCleanly(spec)), { renderer: 'none' }).run();
  return {
    signal: (name, value) => (value === undefined ? view.signal(name) : view.signal(name, value)),
    run: () => view.run(),
    svg: () => view.toSVG(),
  };
}

/** The colour of a drawing at a place, in pixels from the top left of its plot. */
export function colourReader(svg: string): (x: number, y: number) => number[] {
  const { Resvg } = load('@resvg/resvg-js') as typeof import('@resvg/resvg-js');
  const { pixels, width } = new Resvg(svg).render();
  const [left, top] = /translate\(([\d.]+),([\d.]+)\)/.exec(svg)!.slice(1).map(Number);
  return (x, y) => {
    const at = 4 * (Math.floor(top + y) * width + Math.floor(left + x));
    return [...pixels.subarray(at, at + 3)];
  };
}

/** A text of a drawing and the box around it, in pixels from the top left of the plot. */
export interface TextBox {
  text: string;
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

interface SceneNode {
  items?: SceneNode[];
  marktype?: string;
  x?: number;
  y?: number;
  text?: string | string[];
  bounds: TextBox;
}

/** Where every text of a specification is drawn. */
export function textBoxesOf(spec: VegaLiteSpec): TextBox[] {
  const vega = load('vega') as typeof import('vega');
  const view = new vega.View(vega.parse(compileCleanly(spec)), { renderer: 'none' }).run();
  const boxes: TextBox[] = [];
  const visit = (node: SceneNode, x: number, y: number, type = ''): void => {
    if (type === 'text' && node.text) {
      const { x1, y1, x2, y2 } = node.bounds;
      boxes.push({ text: String(node.text), x1: x1 + x, y1: y1 + y, x2: x2 + x, y2: y2 + y });
    }
    const [dx, dy] = type === 'group' ? [node.x ?? 0, node.y ?? 0] : [0, 0];
    node.items?.forEach((item) => visit(item, x + dx, y + dy, node.marktype));
  };
  visit((view.scenegraph() as unknown as { root: SceneNode }).root, 0, 0);
  return boxes;
}

/** The pairs of texts that cover each other, as `a / b`. */
export function overlapsOf(boxes: readonly TextBox[]): string[] {
  return boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2)
      .map((b) => `${a.text} / ${b.text}`),
  );
}
