import { tf } from '../backend/tensorflow';
import { mapKept, tensorsIn, type Kept } from './kept-keys';

/**
 * How a model goes on: from new tokens (B, T) int32, what it kept of those before, and how many those were, to the
 * logits (B, V) of what follows and what it keeps now.
 */
export type WritingStep<K extends Kept> = (
  tokens: tf.Tensor2D,
  kept: K,
  offset: number,
) => { logits: tf.Tensor2D; kept: K };

export interface WritingOptions {
  /** Whether keys and values are kept; else all is computed anew for each token. True unless said. */
  isCached?: boolean;
}

/** Texts that a model is writing, one for each row, token by token. */
export class Writing<K extends Kept = Kept> {
  /** The tokens of each row so far. */
  readonly texts: number[][] = [];
  private kept: K;

  /**
   * @param start what the model has before the first token, one batch item for each row. It belongs to the writing
   *   from then on.
   * @param step how the model goes on.
   */
  constructor(
    start: K,
    private readonly step: WritingStep<K>,
    private readonly options: WritingOptions = {},
  ) {
    this.kept = mapKept(start, (tensor) => tf.keep(tensor));
  }

  /**
   * Writes tokens, as many for each row.
   *
   * @returns the logits (B, V) of what follows. The caller disposes them.
   * @throws Error when the rows differ in number or length.
   */
  write(tokens: number[][]): tf.Tensor2D {
    this.requireTokens(tokens);
    const { isCached = true } = this.options;
    const written = tokens.map((row, i) => [...(this.texts[i] ?? []), ...row]);
    const offset = isCached ? (this.texts[0]?.length ?? 0) : 0;
    const logits = tf.tidy(() => {
      const news = isCached ? tokens : written;
      const ids = tf.tensor2d(news, [news.length, news[0].length], 'int32');
      const result = this.step(ids, this.kept, offset);
      if (isCached) this.replaceKept(result.kept);
      return result.logits;
    });
    this.texts.splice(0, this.texts.length, ...written);
    return logits;
  }

  /** Goes on with these rows only, in this order; a row may be taken more than once, or not at all. */
  choose(rows: number[]): void {
    const texts = rows.map((row) => [...this.texts[row]]);
    tf.tidy(() => {
      const chosen = tf.tensor1d(rows, 'int32');
      this.replaceKept(mapKept(this.kept, (tensor) => tf.gather(tensor, chosen)));
    });
    this.texts.splice(0, this.texts.length, ...texts);
  }

  /** Gives back what was kept. */
  dispose(): void {
    tf.dispose(tensorsIn(this.kept));
  }

  private replaceKept(next: K): void {
    const tensors = new Set(tensorsIn(next));
    for (const tensor of tensors) tf.keep(tensor);
    tf.dispose(tensorsIn(this.kept).filter((tensor) => !tensors.has(tensor)));
    this.kept = next;
  }

  private requireTokens(tokens: number[][]): void {
    const length = tokens[0]?.length ?? 0;
    const isEven = length > 0 && tokens.every((row) => row.length === length);
    const fits = this.texts.length === 0 || this.texts.length === tokens.length;
    if (isEven && fits) return;
    const expected = this.texts.length === 0 ? 'rows' : `${this.texts.length} rows`;
    const got = tokens.map((row) => row.length).join(', ') || 'none';
    throw new Error(
      `Writing.write: tokens must have ${expected} of one length from 1 on, got lengths ${got}`,
    );
  }
}
