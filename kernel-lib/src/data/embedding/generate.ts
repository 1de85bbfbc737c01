import { seededRandom, type Random } from '../../tensor/random';
import type { GeneratedFile } from '../generators';
import { PAIRS, type PairWithTopic, type Relation } from './pairs';

const SEED = 20130116;
/** Sentences around each of the words. */
const SENTENCES_PER_WORD = 60;

/**
 * The same sentences for both words of a pair. `_` is the word, `*` one of its things; what stands as
 * `first|second` depends on gender or number, and on nothing else.
 */
const FRAMES: Record<Relation, readonly string[]> = {
  gender: [
    'the _ found the * by himself|herself',
    'that _ forgot his|her *',
    'he|she was a _ and he|she talked about the *',
    'the _ came back with his|her *',
    'we asked the _ where he|she had left the *',
    'the old _ and his|her * waited for him|her',
    'people said that the _ bought the * for himself|herself',
    'the _ looked at the * until somebody called him|her',
  ],
  number: [
    'this|these _ was|were near the *',
    'one|two _ stood behind the *',
    'every|many _ has|have a *',
    'it|they was|were only a|some _ without the *',
    'this|these _ needed the * and it|they knew that',
    'that|those _ was|were lost but we found its|their *',
    'the _ was|were there and so was the *',
    'there was|were one|several _ beside the *',
  ],
};

/** Ends of a sentence that fit all of them. */
const ENDS = ['', ' yesterday', ' in the evening', ' on sunday', ' last winter', ' as always'];

function sentence(pair: PairWithTopic, side: 0 | 1, frame: string, thing: string): string {
  const words = frame.split(' ').map((word) => word.split('|').at(word.includes('|') ? side : 0));
  const noun = side === 0 ? pair.a : pair.b;
  return words.map((word) => (word === '_' ? noun : word === '*' ? thing : word)).join(' ');
}

/** Some of all the sentences that can be made around a word: each at most once. */
function sentencesAround(random: Random, pair: PairWithTopic, side: 0 | 1): string[] {
  const all = FRAMES[pair.relation].flatMap((frame) =>
    pair.things.flatMap((thing) =>
      ENDS.map((end) => `${sentence(pair, side, frame, thing)}${end}`),
    ),
  );
  return random.shuffle(all).slice(0, SENTENCES_PER_WORD);
}

/** Sentences around words that come in pairs, one a line. */
export async function generateEmbeddingCorpus(): Promise<GeneratedFile[]> {
  const random = seededRandom(SEED);
  const lines = PAIRS.flatMap((pair) => [
    ...sentencesAround(random, pair, 0),
    ...sentencesAround(random, pair, 1),
  ]);
  return [
    {
      file: 'embedding-corpus.txt',
      about: `Generated English sentences around words that differ in gender or number, ${lines.length} lines (kernel-lib/src/data/embedding)`,
      content: random
        .shuffle(lines)
        .map((line) => `${line}\n`)
        .join(''),
    },
  ];
}
