import { checkTitle, Figure, type DrawInto, type FigureOptions, type Space } from './figure';
import type { VegaLiteSpec } from './render';
import { wrapText } from './text-widths';

export interface SmallMultiplesOptions extends FigureOptions {
  /** Panels side by side; 2 when it is left out. */
  columns?: number;
}

const gap = 28;

/**
 * Several figures as the panels of one. Each is drawn again in the width of its column, with its title
 * above it and without its subtitle: say in the common subtitle how the panels are read.
 *
 * @throws if there is no figure, or `columns` is not a whole number from 1 up.
 */
export function smallMultiples(figures: readonly Figure[], options: SmallMultiplesOptions): Figure {
  checkTitle('smallMultiples', options);
  if (figures.length === 0) {
    throw new Error('smallMultiples: figures must hold at least one, got none');
  }
  figures.forEach((figure, i) => {
    if (!(figure instanceof Figure)) {
      throw new Error(`smallMultiples: figures[${i}] must be a figure, got ${typeof figure}`);
    }
  });
  const columns = options.columns ?? Math.min(2, figures.length);
  if (!Number.isInteger(columns) || columns < 1) {
    throw new Error(`smallMultiples: columns must be a whole number from 1 up, got ${columns}`);
  }
  const panels = figures.map((figure) => ({
    title: figure.options.title,
    drawInto: figure.drawInto,
  }));
  const words = figures.map((figure, i) => `Panel ${i + 1}: ${figure.text.replace(/\n/g, ' ')}`);
  return new Figure(options, words.join('\n'), (space) => concatSpec(panels, columns, space));
}

/** Panels with a small bold title each, in rows of `columns`. */
export function concatSpec(
  panels: readonly { title: string; drawInto: DrawInto }[],
  columns: number,
  space: Space,
): VegaLiteSpec {
  const width = Math.floor((space.width - gap * (columns - 1)) / columns);
  const drawn = panels.map((panel) => panel.drawInto({ width, isPanel: true }));
  const params = sharedParams(drawn);
  return {
    ...(params.length > 0 ? { params } : {}),
    concat: drawn.map(({ params: _own, ...spec }, i) => ({
      title: {
        text: wrapText(panels[i].title, width, 12, true),
        fontSize: 12,
        lineHeight: 15,
        offset: 8,
      },
      ...spec,
    })),
    columns,
    spacing: { row: gap, column: gap },
  };
}

/** Sliders belong to the whole figure; panels with the same one share it. */
function sharedParams(specs: readonly VegaLiteSpec[]): { name: string }[] {
  const byName = new Map<string, { name: string }>();
  for (const param of specs.flatMap((spec) => (spec.params ?? []) as { name: string }[])) {
    const other = byName.get(param.name);
    if (other && JSON.stringify(other) !== JSON.stringify(param)) {
      const label = param.name.replace(/^at_/, '').replace(/_/g, ' ');
      throw new Error(
        `smallMultiples: sliders of one label must have the same values and start, got two for ${label}`,
      );
    }
    byName.set(param.name, param);
  }
  return [...byName.values()];
}
