import type { BpeModel, BpeRules } from './bpe-model';
import type { Merge } from './merge-pairs';

/** A part of a `tokenizer.json`; each kind has settings of its own. */
export interface TokenizerPart {
  type: string;
  [setting: string]: unknown;
}

export interface AddedToken {
  id: number;
  content: string;
  single_word?: boolean;
  lstrip?: boolean;
  rstrip?: boolean;
  normalized?: boolean;
  special?: boolean;
}

/** The parts of a `tokenizer.json` that byte-pair encoding has to know. */
export interface TokenizerFile {
  version?: string;
  added_tokens?: AddedToken[];
  normalizer: TokenizerPart | null;
  pre_tokenizer: TokenizerPart | null;
  post_processor?: TokenizerPart | null;
  decoder?: TokenizerPart | null;
  model: TokenizerPart & {
    vocab: Record<string, number>;
    merges: (string | [string, string])[];
  };
}

const switchedOff = [
  'dropout',
  'continuing_subword_prefix',
  'fuse_unk',
  'byte_fallback',
  'ignore_merges',
] as const;

/**
 * Reads the file into a model. Whatever would change an id and is not done here is refused, not ignored.
 *
 * @throws Error which names the part of the file.
 */
export function readTokenizerFile(file: TokenizerFile): BpeModel {
  const { model, pre_tokenizer: splitter, post_processor: post, added_tokens: added = [] } = file;
  if (model?.type !== 'BPE') refuse('model.type', 'BPE', model?.type);
  for (const setting of switchedOff) {
    if (model[setting]) refuse(`model.${setting}`, 'off', model[setting]);
  }
  if (post && !(post.type === 'ByteLevel' && post.trim_offsets === false)) {
    refuse('post_processor', 'none', post.type);
  }
  added.forEach((token) => requirePlainToken(token, file.normalizer !== null));
  const kind = kindOf(splitter);
  return {
    kind,
    normalizers: normalizersOf(file.normalizer),
    suffix: suffixOf(model.end_of_word_suffix, kind),
    tokens: tokensOf(model.vocab, added),
    merges: model.merges.map(mergeOf),
    special: added.map(({ content }) => content),
    unknown: (model.unk_token as string | null | undefined) ?? null,
  };
}

/** A model as such a file. */
export function tokenizerFileOf(model: BpeModel): TokenizerFile {
  const isClassic = model.kind === 'classic';
  const byteLevel = {
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: true,
  };
  const normalizers = model.normalizers.map((type) => ({ type }));
  return {
    version: '1.0',
    added_tokens: model.special.map((content) => ({
      id: model.tokens.indexOf(content),
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: normalizers.length > 0 ? { type: 'Sequence', normalizers } : null,
    pre_tokenizer: isClassic ? { type: 'BertPreTokenizer' } : byteLevel,
    post_processor: null,
    decoder: isClassic ? { type: 'BPEDecoder', suffix: model.suffix } : byteLevel,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: model.unknown,
      continuing_subword_prefix: null,
      end_of_word_suffix: isClassic ? model.suffix : null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(model.tokens.map((token, id) => [token, id])),
      merges: model.merges.map(([left, right]) => [left, right]),
    },
  };
}

/** Only special tokens that are looked for in the text as it is written. */
function requirePlainToken(token: AddedToken, hasNormalizer: boolean): void {
  const isPlain = !token.single_word && !token.lstrip && !token.rstrip;
  if (!isPlain || token.special === false || (token.normalized && hasNormalizer)) {
    const part = `added_tokens (${token.content})`;
    refuse(part, 'special and without further settings', JSON.stringify(token));
  }
}

function kindOf(splitter: TokenizerPart | null): BpeModel['kind'] {
  if (splitter?.type === 'BertPreTokenizer') return 'classic';
  if (splitter?.type !== 'ByteLevel') {
    refuse('pre_tokenizer.type', 'BertPreTokenizer or ByteLevel', splitter?.type);
  }
  if (splitter?.add_prefix_space) refuse('pre_tokenizer.add_prefix_space', 'off', true);
  if (splitter?.use_regex === false) refuse('pre_tokenizer.use_regex', 'on', false);
  return 'byteLevel';
}

function normalizersOf(part: TokenizerPart | null): BpeRules['normalizers'] {
  if (part === null || part === undefined) return [];
  const known = ['NFC', 'NFD', 'NFKC', 'NFKD', 'Lowercase'] as const;
  const parts = part.type === 'Sequence' ? (part.normalizers as TokenizerPart[]) : [part];
  return parts.map(({ type }) => {
    const found = known.find((name) => name === type);
    return found ?? refuse('normalizer.type', known.join(', '), type);
  });
}

function suffixOf(suffix: unknown, kind: BpeModel['kind']): string {
  const text = typeof suffix === 'string' ? suffix : '';
  if (kind === 'classic' && text === '')
    refuse('model.end_of_word_suffix', '</w> or another', suffix);
  if (kind === 'byteLevel' && text !== '') refuse('model.end_of_word_suffix', 'empty', suffix);
  return text;
}

function tokensOf(vocabulary: Record<string, number>, added: readonly AddedToken[]): string[] {
  const tokens: string[] = [];
  for (const [token, id] of Object.entries(vocabulary)) tokens[id] = token;
  for (const { id, content } of added) tokens[id] = content;
  for (let id = 0; id < tokens.length; id++) {
    if (tokens[id] === undefined) refuse('model.vocab', `a token for each id`, `none for ${id}`);
  }
  return tokens;
}

/** Older files write a merge as one string with a space, newer ones as two strings. */
function mergeOf(merge: string | [string, string]): Merge {
  const [left, right, ...rest] = typeof merge === 'string' ? merge.split(' ') : merge;
  if (right === undefined || rest.length > 0)
    refuse('model.merges', 'pairs', JSON.stringify(merge));
  return [left, right];
}

function refuse(part: string, expected: string, got: unknown): never {
  throw new Error(
    `BytePairEncoding.fromTokenizerFile: ${part} must be ${expected}, got ${String(got)}`,
  );
}
