import { kindOf } from '../tensor/require';
import { bpeWords, type BpeModel, type BpeWord } from './bpe-model';
import { textOfByteCharacters } from './byte-characters';
import { charactersOf, offsetsOf, type Offsets } from './characters';
import { mergePairs, pairKey, type Merge } from './merge-pairs';
import { readTokenizerFile, tokenizerFileOf, type TokenizerFile } from './tokenizer-file';
import { trainBpe, type BpeTraining } from './train-bpe';

/** A text as tokens: three lists of the same length. */
export interface Encoding {
  ids: number[];
  tokens: string[];
  /** Where each token stands in the text, in code points. */
  offsets: Offsets[];
}

export interface DecodeOptions {
  /** Whether special tokens are left out; they are unless said. */
  skipSpecial?: boolean;
}

/** How many different words keep their merges in memory. */
const cacheSize = 20_000;

/**
 * Sub-words by byte-pair encoding: a word starts as single symbols, and the pairs that were the most
 * frequent in training are joined, in the order in which they were learned.
 *
 * @see Sennrich, Haddow & Birch 2016, section 3.2 (`classic`); Radford et al. 2019, section 2.2 (`byteLevel`).
 */
export class BytePairEncoding {
  private readonly ids: ReadonlyMap<string, number>;
  private readonly ranks: ReadonlyMap<string, number>;
  private readonly specialPattern: RegExp | null;
  private readonly cache = new Map<string, ReturnType<typeof mergePairs>>();

  private constructor(private readonly model: BpeModel) {
    this.ids = new Map(model.tokens.map((token, id) => [token, id]));
    this.ranks = new Map(model.merges.map(([left, right], rank) => [pairKey(left, right), rank]));
    const longestFirst = [...model.special].sort((a, b) => b.length - a.length);
    const escaped = longestFirst.map((token) => token.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    this.specialPattern = escaped.length > 0 ? new RegExp(`(${escaped.join('|')})`, 'u') : null;
  }

  /**
   * Learns merges from texts: the most frequent pair of neighbouring symbols is joined, `numMerges` times.
   * Of pairs that are as frequent the one with the smaller left symbol goes first, then the one with the
   * smaller right symbol (as `<` compares strings), so that the same texts give the same tokens.
   *
   * @param texts one text or several.
   * @throws Error when numMerges is not a whole number from 0 on.
   */
  static train(texts: string | readonly string[], options: BpeTraining): BytePairEncoding {
    return new BytePairEncoding(trainBpe(typeof texts === 'string' ? [texts] : texts, options));
  }

  /**
   * Reads the `tokenizer.json` of Hugging Face's tokenizers.
   *
   * @param file its text, or the value that `JSON.parse` makes of it.
   * @throws Error when it asks for something that this class does not do; the message says for what.
   */
  static fromTokenizerFile(file: string | TokenizerFile): BytePairEncoding {
    const value = typeof file === 'string' ? (JSON.parse(file) as TokenizerFile) : file;
    return new BytePairEncoding(readTokenizerFile(value));
  }

  /** The token of every id. */
  get tokens(): readonly string[] {
    return this.model.tokens;
  }

  /** How many ids there are, V. */
  get size(): number {
    return this.model.tokens.length;
  }

  /** The learned pairs, the first one first. */
  get merges(): readonly Merge[] {
    return this.model.merges;
  }

  /** @throws Error when the token has no id. */
  idOf(token: string): number {
    const id = this.ids.get(token);
    if (id === undefined) {
      throw new Error(
        `BytePairEncoding.idOf: token must be one of the vocabulary, got ${JSON.stringify(token)}`,
      );
    }
    return id;
  }

  /**
   * @param text any text; special tokens written in it are recognised.
   * @returns ids, tokens, and the place of each token in the text, counted in code points.
   */
  encode(text: string): Encoding {
    if (typeof text !== 'string') {
      throw new Error(`BytePairEncoding.encode: text must be a string, got ${kindOf(text)}`);
    }
    const encoding: Encoding = { ids: [], tokens: [], offsets: [] };
    const pieces = this.specialPattern ? text.split(this.specialPattern) : [text];
    let start = 0;
    pieces.forEach((piece, at) => {
      const characters = charactersOf(piece, start);
      start += characters.length;
      // Every other piece is what the pattern caught.
      if (at % 2 === 1) this.push(encoding, piece, offsetsOf(characters));
      else for (const word of bpeWords(characters, this.model)) this.encodeWord(word, encoding);
    });
    return encoding;
  }

  /**
   * The text of some ids. Byte-level gives back every text exactly; classic puts one space between words.
   *
   * @throws Error when an id is out of range.
   */
  decode(ids: ArrayLike<number>, { skipSpecial = true }: DecodeOptions = {}): string {
    const { special, suffix, kind } = this.model;
    const tokens = Array.from(ids, (id) => this.tokenOf(id)).filter(
      (token) => !(skipSpecial && special.includes(token)),
    );
    if (kind === 'byteLevel') return textOfByteCharacters(tokens.join(''));
    const last = tokens.length - 1;
    return tokens.map((token, at) => token.replaceAll(suffix, at === last ? '' : ' ')).join('');
  }

  /** The tokenizer as the content of a `tokenizer.json`, which `fromTokenizerFile` reads again. */
  toJSON(): TokenizerFile {
    return tokenizerFileOf(this.model);
  }

  private encodeWord({ characters, symbols }: BpeWord, encoding: Encoding): void {
    const merged = this.mergedSymbols(symbols);
    merged.forEach(({ symbol, from }, at) => {
      const to = at + 1 < merged.length ? merged[at + 1].from : symbols.length;
      const token = symbol !== null && this.ids.has(symbol) ? symbol : this.model.unknown;
      if (token !== null) this.push(encoding, token, offsetsOf(characters.slice(from, to)));
    });
  }

  private mergedSymbols(symbols: readonly string[]): ReturnType<typeof mergePairs> {
    const key = symbols.join('\n');
    const cached = this.cache.get(key);
    if (cached) return cached;
    const known = symbols.map((symbol) => (this.ids.has(symbol) ? symbol : null));
    const merged = mergePairs(known, this.ranks);
    if (this.cache.size >= cacheSize) this.cache.clear();
    this.cache.set(key, merged);
    return merged;
  }

  private push(encoding: Encoding, token: string, offsets: Offsets): void {
    encoding.ids.push(this.idOf(token));
    encoding.tokens.push(token);
    encoding.offsets.push(offsets);
  }

  private tokenOf(id: number): string {
    const token = this.model.tokens[id];
    if (token === undefined) {
      throw new Error(`BytePairEncoding.decode: ids must be 0 … ${this.size - 1}, got ${id}`);
    }
    return token;
  }
}
