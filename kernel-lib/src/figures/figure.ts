import { displaySymbol, type Displayable, type MimeBundle } from './mime';
import { drawStatic, type VegaLiteSpec } from './render';
import { wrapText } from './text-widths';
import { figureWidth, vegaConfig } from './theme';
import { fill } from './words';

/** What every figure takes. */
export interface FigureOptions {
  /** The finding, as a sentence without a full stop. */
  title: string;
  /** How to read the figure: what a row, a line, a colour is. A list keeps its line breaks. */
  subtitle?: string | readonly string[];
  /** For screen readers; made from the data when it is left out. */
  description?: string;
}

/** What a drawing function knows: the pixels it may use, and whether it is one of several panels. */
export interface Space {
  width: number;
  isPanel: boolean;
}

/** Draws the marks of a figure: a unit, layered or concatenated specification without title and config. */
export type DrawInto = (space: Space) => VegaLiteSpec;

const innerWidth = figureWidth - vegaConfig.padding.left - vegaConfig.padding.right;

/** Title and subtitle, broken into lines that fit. */
export function titleSpec(options: FigureOptions, width: number): Record<string, unknown> {
  const lines = typeof options.subtitle === 'string' ? [options.subtitle] : options.subtitle;
  const subtitle = (lines ?? []).flatMap((line) =>
    wrapText(line, width, vegaConfig.title.subtitleFontSize),
  );
  return {
    text: wrapText(options.title, width, vegaConfig.title.fontSize, true),
    ...(subtitle.length > 0 ? { subtitle } : {}),
  };
}

/**
 * A figure: a Vega-Lite specification and, in words, what it shows. As the last expression of a cell it
 * shows itself; `show(figure)` shows it from anywhere in a cell.
 *
 * It is one output with three formats: interactive (Vega-Lite), static (SVG, or PNG above about 1,000
 * marks) and plain text.
 */
export class Figure implements Displayable {
  /** The complete Vega-Lite specification, data and theme included. */
  readonly spec: VegaLiteSpec;
  /** What the figure shows, in words computed from its data. */
  readonly text: string;

  constructor(
    /** Title, subtitle and description as they were given. */
    readonly options: FigureOptions,
    words: string,
    /** Draws the marks into a given width, so that a figure can become a panel of a larger one. */
    readonly drawInto: DrawInto,
  ) {
    this.text = fill(`${options.title}.\n${words}`.replace(/([.?!])\.\n/, '$1\n'));
    this.spec = {
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      description: options.description ?? words,
      title: titleSpec(options, innerWidth),
      ...drawInto({ width: innerWidth, isPanel: false }),
      config: vegaConfig,
      // No round menu button over the figure.
      usermeta: { embedOptions: { actions: false } },
    };
  }

  [displaySymbol](): MimeBundle {
    return {
      'application/vnd.vegalite.v5+json': this.spec,
      ...drawStatic(this.spec),
      'text/plain': this.text,
    };
  }
}

/** `fn: title must be …` unless the options carry a title. */
export function checkTitle(functionName: string, options: FigureOptions | undefined): void {
  if (typeof options?.title !== 'string' || options.title.trim() === '') {
    throw new Error(
      `${functionName}: options.title must be a sentence that says the finding, got ` +
        (typeof options?.title === 'string' ? 'an empty one' : String(options?.title)),
    );
  }
}
