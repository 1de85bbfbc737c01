import { seededRandom, type Random } from '../../tensor/random';
import type { GeneratedFile } from '../generators';
import { pick } from '../pick';
import { ENGLISH } from './english';
import { FRENCH } from './french';
import type { Homograph, HomographGrammar } from './grammar';

const SEED = 20180210;
/** Sentences for each sense of each word. */
const SPLITS = { train: 100, test: 25 } as const;
/** How often a sentence has 1, 2 or 3 phrases that tell the sense. */
const NUM_CUES = [1, 1, 2, 2, 3];
/** How often a sentence has a phrase of a domain that the word has nothing to do with. */
const DISTRACTED = 0.5;
const MOST_FILLERS = 2;

/** A sentence around a homograph: phrases on both sides of a clause that tells nothing. */
function sentence(
  random: Random,
  grammar: HomographGrammar,
  { word, domains }: Homograph,
  sense: 0 | 1,
): { tokens: string[]; position: number } {
  const cues = random.shuffle(grammar.phrases[domains[sense]]).slice(0, pick(random, NUM_CUES));
  const foreign = Object.keys(grammar.phrases).filter((domain) => !domains.includes(domain));
  const isDistracted = random.uniform() < DISTRACTED;
  const distractors = isDistracted ? [pick(random, grammar.phrases[pick(random, foreign)])] : [];
  const numFillers = random.integer(MOST_FILLERS + 1);
  const fillers = random.shuffle(grammar.fillers).slice(0, numFillers);
  const parts = random.shuffle([...cues, ...distractors, ...fillers]);
  const numLeft = random.integer(parts.length + 1);
  const left = parts.slice(0, numLeft).map((part) => `${part} ,`);
  const text = [...left, pick(random, grammar.frames), ...parts.slice(numLeft), '.'].join(' ');
  const tokens = text.split(' ');
  const position = tokens.indexOf('_');
  return { tokens: tokens.with(position, word), position };
}

function linesOf(
  random: Random,
  grammar: HomographGrammar,
  times: number,
  known: Set<string>,
): string[] {
  const lines: string[] = [];
  for (const homograph of grammar.homographs) {
    for (const sense of [0, 1] as const) {
      for (let made = 0; made < times;) {
        const { tokens, position } = sentence(random, grammar, homograph, sense);
        const text = tokens.join(' ');
        if (known.has(text)) continue;
        known.add(text);
        lines.push(`${homograph.word}\t${sense}\t${position}\t${text}\n`);
        made++;
      }
    }
  }
  return random.shuffle(lines);
}

/** The sentences of both languages and both splits, one a line: word, sense, position, text. */
export async function generateHomographs(): Promise<GeneratedFile[]> {
  const random = seededRandom(SEED);
  return Object.entries({ en: ENGLISH, fr: FRENCH }).flatMap(([language, grammar]) => {
    const known = new Set<string>();
    return (['train', 'test'] as const).map((split) => {
      const lines = linesOf(random, grammar, SPLITS[split], known);
      const name = language === 'en' ? 'English' : 'French';
      return {
        file: `homographs-${language}-${split}.tsv`,
        about: `Generated ${name} sentences around words of two senses, ${lines.length} lines: word, sense, position, text (kernel-lib/src/data/homographs)`,
        content: lines.join(''),
      };
    });
  });
}
