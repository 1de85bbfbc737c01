import { checkTitle, Figure, type FigureOptions, type Space } from './figure';
import { heatSpec } from './heatmap-spec';
import { readPanel, type HeatmapOptions } from './heatmap';
import { heatWords } from './heatmap-words';
import type { Mask, Matrix } from './input';
import { concatSpec } from './small-multiples';

/** One matrix of several. */
export interface HeatmapPanel {
  title: string;
  values: Matrix;
  mask?: Mask;
}

export interface HeatmapsOptions
  extends
    FigureOptions,
    Pick<
      HeatmapOptions,
      'rows' | 'columns' | 'domain' | 'diverging' | 'printValues' | 'valueTitle'
    > {
  /** 2 when it is left out. */
  panelsPerRow?: number;
}

/**
 * Several matrices on one colour scale, for example the heads of one layer.
 *
 * @param panels - each with a title and values (R, C) that share `rows` and `columns`.
 * @throws like `heatmap`, naming the panel.
 */
export function heatmaps(panels: readonly HeatmapPanel[], options: HeatmapsOptions): Figure {
  checkTitle('heatmaps', options);
  if (panels.length === 0) throw new Error('heatmaps: panels must hold at least one, got none');
  const shared = sharedDomain(panels, options);
  const read = panels.map((panel, i) =>
    readPanel(`heatmaps: panel ${i} "${panel.title}"`, panel.values, {
      ...shared,
      mask: panel.mask,
    }),
  );
  const words = read.map((panel, i) => `${panels[i].title}: ${heatWords(panel)}`).join('\n');
  const drawInto = (space: Space): ReturnType<typeof concatSpec> => ({
    ...concatSpec(
      read.map((panel, i) => ({
        title: panels[i].title,
        drawInto: (inner: Space) => heatSpec(panel, inner),
      })),
      options.panelsPerRow ?? Math.min(2, panels.length),
      space,
    ),
    resolve: { scale: { color: 'shared' } },
  });
  return new Figure(options, words, drawInto);
}

/** A scale that follows the data must follow that of all panels. */
function sharedDomain(
  panels: readonly HeatmapPanel[],
  options: HeatmapsOptions,
): Omit<HeatmapOptions, 'title'> {
  const { diverging, domain } = options;
  if (domain !== 'auto' && (domain || !diverging)) return options;
  const domains = panels.map(
    ({ values, mask }) => readPanel('heatmaps', values, { mask, diverging, domain }).domain,
  );
  const low = Math.min(...domains.map(([from]) => from));
  const high = Math.max(...domains.map(([, to]) => to));
  return { ...options, domain: [low, high] };
}
