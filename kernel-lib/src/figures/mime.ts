/** One output in several formats: MIME type -> content (an object for JSON types, base64 text for images but SVG). */
export type MimeBundle = Record<string, unknown>;

/** The method by which a value supplies its own output (the convention of the Deno kernel). */
export const displaySymbol: unique symbol = Symbol.for('Jupyter.display') as never;

/** A value that knows how it looks. */
export interface Displayable {
  [displaySymbol](): MimeBundle | Promise<MimeBundle>;
}
