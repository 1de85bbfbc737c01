import { kindOf, requireWhole } from '../tensor/require';

/** The tokens that sequences need besides words: padding, beginning, end, and whatever is not known. */
export const reservedTokens: readonly string[] = ['<pad>', '<bos>', '<eos>', '<unk>'];

export interface VocabularyOptions {
  /** Rarer tokens are left out and become `<unk>`; 1 unless said. */
  minFrequency?: number;
  /** What has the first ids, in this order; `<pad> <bos> <eos> <unk>` unless said. */
  reserved?: readonly string[];
}

/** A numbering of tokens: the reserved ones, then by falling frequency; equals in alphabetical order. */
export class Vocabulary {
  /** The token of every id. */
  readonly tokens: readonly string[];
  private readonly ids: ReadonlyMap<string, number>;
  private readonly counts: ReadonlyMap<string, number>;

  /**
   * Counts tokens and numbers them. The order depends on nothing but the counts: equal counts go by the
   * code units of the token, as `<` compares strings, not by a country's alphabet.
   *
   * @param sentences the tokens of each sentence.
   * @throws Error when sentences is not an array of arrays of strings, or a reserved token is named twice.
   */
  constructor(
    sentences: readonly (readonly string[])[],
    { minFrequency = 1, reserved = reservedTokens }: VocabularyOptions = {},
  ) {
    requireSentences(sentences);
    requireWhole('Vocabulary', 'minFrequency', minFrequency, 1);
    if (new Set(reserved).size !== reserved.length) {
      throw new Error(`Vocabulary: reserved must name each token once, got ${reserved.join(' ')}`);
    }
    const counts = new Map<string, number>();
    for (const sentence of sentences) {
      for (const token of sentence) counts.set(token, (counts.get(token) ?? 0) + 1);
    }
    const words = [...counts]
      .filter(([token, count]) => count >= minFrequency && !reserved.includes(token))
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .map(([token]) => token);
    this.tokens = [...reserved, ...words];
    this.ids = new Map(this.tokens.map((token, id) => [token, id]));
    this.counts = counts;
  }

  /** How many ids there are, V. */
  get size(): number {
    return this.tokens.length;
  }

  /** Whether the token has an id of its own. */
  has(token: string): boolean {
    return this.ids.has(token);
  }

  /** How often the token stood in the sentences; rare ones that were left out are counted too. */
  frequencyOf(token: string): number {
    return this.counts.get(token) ?? 0;
  }

  /**
   * @returns the id of the token, or that of `<unk>`.
   * @throws Error when the token is not known and no `<unk>` is reserved.
   */
  idOf(token: string): number {
    const id = this.ids.get(token) ?? this.ids.get('<unk>');
    if (id === undefined) {
      throw new Error(
        `Vocabulary.idOf: token must be one of the ${this.size} known ones (no <unk> is reserved), got ${JSON.stringify(token)}`,
      );
    }
    return id;
  }

  /**
   * @param tokens an array of tokens, not a string.
   * @returns their ids; unknown tokens have that of `<unk>`.
   * @throws Error when tokens is not an array, or as `idOf`.
   */
  idsOf(tokens: readonly string[]): number[] {
    if (!Array.isArray(tokens)) {
      throw new Error(`Vocabulary.idsOf: tokens must be an array, got ${kindOf(tokens)}`);
    }
    return tokens.map((token) => this.idOf(token));
  }

  /**
   * @param ids whole numbers from 0 to size − 1, an array or a typed array.
   * @throws Error when an id is out of range.
   */
  tokensOf(ids: ArrayLike<number>): string[] {
    return Array.from(ids, (id) => {
      const token = this.tokens[id];
      if (token === undefined) {
        throw new Error(`Vocabulary.tokensOf: ids must be 0 … ${this.size - 1}, got ${id}`);
      }
      return token;
    });
  }
}

function requireSentences(sentences: unknown): void {
  const isRight =
    Array.isArray(sentences) &&
    sentences.every(
      (sentence) =>
        Array.isArray(sentence) && sentence.every((token: unknown) => typeof token === 'string'),
    );
  if (!isRight) {
    throw new Error(
      'Vocabulary: sentences must be an array with one array of tokens per sentence, got something else',
    );
  }
}
