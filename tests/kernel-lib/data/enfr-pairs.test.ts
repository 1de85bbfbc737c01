import assert from 'node:assert/strict';
import { enfrPairs, type EnfrPair, type EnfrSplit } from 'kernel-lib/data/enfr-pairs';
import { checkFrench } from './support/check-french';
import { adjectiveTranslations, englishNouns, frenchNouns } from './support/dictionary';

const sizes: Record<EnfrSplit, number> = {
  train: 8000,
  test: 500,
  compositional: 400,
  longer: 250,
  ambiguous: 250,
};
const splits = Object.keys(sizes) as EnfrSplit[];
const heldOut = splits.filter((split) => split !== 'train');
const text = ({ english }: EnfrPair): string => english.join(' ');
const lengths = (split: EnfrSplit): number[] => enfrPairs(split).map((pair) => pair.english.length);
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Adjectives with the noun that follows them, or that they are said of: `the red apple is good` has both. */
function adjectiveNounPairs({ english }: EnfrPair): string[] {
  return english.flatMap((word, at) => {
    if (!adjectiveTranslations.has(word)) return [];
    const after = english.slice(at + 1).find((each) => !adjectiveTranslations.has(each)) ?? '';
    const noun = englishNouns.get(after);
    return noun ? [`${word} ${noun.translations[0]}`] : [];
  });
}

describe('enfrPairs', () => {
  for (const split of splits) {
    it(`gives the ${sizes[split]} pairs of ${split}, as words`, () => {
      const pairs = enfrPairs(split);
      assert.equal(pairs.length, sizes[split]);
      const words = pairs.flatMap(({ english, french }) => [...english, ...french]);
      assert.deepEqual(
        words.filter((word) => !/^([a-zàâçéèêëîïôûùüœ]+-?[a-z]*'?|[.?])$/.test(word)),
        [],
      );
    });
  }

  it('keeps its pairs from a caller who sorts the array', () => {
    const first = enfrPairs('test')[0];
    enfrPairs('test').reverse();
    assert.equal(enfrPairs('test')[0], first);
  });

  it('refuses a split that is not there', () => {
    assert.throws(
      () => enfrPairs('dev' as EnfrSplit),
      /^Error: enfrPairs: split must be one of .*train, got dev$/,
    );
  });

  it('has no English sentence twice, in one split or in two', () => {
    const all = splits.flatMap((split) => enfrPairs(split).map(text));
    assert.equal(new Set(all).size, all.length);
  });

  it('has each word of the other splits at least four times in train', () => {
    const counts = { english: new Map<string, number>(), french: new Map<string, number>() };
    const count = (language: 'english' | 'french', words: string[]): void =>
      words.forEach((word) => counts[language].set(word, (counts[language].get(word) ?? 0) + 1));
    for (const { english, french } of enfrPairs('train')) {
      count('english', english);
      count('french', french);
    }
    const rare = heldOut
      .flatMap(enfrPairs)
      .flatMap(({ english, french, references = [] }) => [
        ...english.filter((word) => (counts.english.get(word) ?? 0) < 4),
        ...[french, ...references].flat().filter((word) => (counts.french.get(word) ?? 0) < 4),
      ]);
    assert.deepEqual(rare, []);
  });

  it('has sentences up to 16 words in train and test, of 8 on the average, and longer ones in longer', () => {
    for (const split of ['train', 'test', 'compositional', 'ambiguous'] as const) {
      assert.ok(Math.max(...lengths(split)) <= 16, split);
    }
    assert.ok(Math.abs(mean(lengths('train')) - 8) < 0.5, `${mean(lengths('train'))}`);
    assert.ok(Math.abs(mean(lengths('test')) - 8) < 0.5, `${mean(lengths('test'))}`);
    const isLong = lengths('test').filter((length) => length >= 12).length;
    assert.ok(isLong >= 50, `${isLong} long sentences in test`);
    assert.ok(Math.min(...lengths('longer')) > Math.max(...lengths('train')));
  });

  it('has an adjective and a noun in each compositional pair that never meet in train', () => {
    const known = new Set(enfrPairs('train').flatMap(adjectiveNounPairs));
    const [seen, total] = [enfrPairs('test'), enfrPairs('compositional')].map(
      (pairs) =>
        pairs.filter((pair) => adjectiveNounPairs(pair).some((each) => !known.has(each))).length,
    );
    // The other compositional pairs say the adjective with `is`, which this test does not follow.
    assert.ok(total >= 200, `${total} of 400`);
    assert.ok(seen <= 10, `${seen} of 500 in test`);
  });

  it('has several translations for each ambiguous pair, and one for each of test', () => {
    for (const { references = [], french } of enfrPairs('ambiguous')) {
      assert.ok(references.length >= 2, french.join(' '));
      assert.equal(references[0], french);
      assert.equal(new Set(references.map((each) => each.join(' '))).size, references.length);
    }
    for (const split of ['test', 'compositional', 'longer'] as const) {
      assert.ok(enfrPairs(split).every(({ references }) => references === undefined));
    }
    const open = enfrPairs('train').filter(({ references }) => references).length;
    assert.ok(open > 400 && open < 1000, `${open} in train`);
  });

  it('knows both ways to say you, and both genders of whoever speaks', () => {
    const of = (sentence: string): string[] => {
      const pair = enfrPairs('ambiguous').find((each) => text(each) === sentence);
      return (pair?.references ?? []).map((each) => each.join(' ')).sort();
    };
    const [you] = enfrPairs('ambiguous').filter(({ english }) =>
      /^you (are|were)$/.test(english.slice(0, 2).join(' ')),
    );
    assert.ok(you, 'an ambiguous pair begins with you are');
    const beginnings = of(text(you)).map((each) => each.split(' ')[0]);
    assert.deepEqual([...new Set(beginnings)], ['tu', 'vous']);
  });

  for (const split of splits) {
    it(`leads from each adjective of ${split} to the one that translates it`, () => {
      const wrong = enfrPairs(split).filter(({ english, french, alignment }) => {
        const places = english.flatMap((word, at) => (adjectiveTranslations.has(word) ? [at] : []));
        const isComplete = String(alignment.map(([from]) => from)) === String(places);
        const isRight = alignment.every(([from, to]) =>
          adjectiveTranslations.get(english[from])?.some((start) => french[to].startsWith(start)),
        );
        return !isComplete || !isRight;
      });
      assert.deepEqual(wrong.map(text), []);
    });

    it(`names the same things in both languages of ${split}, one as one and several as several`, () => {
      const wrong = enfrPairs(split).filter(({ english, french, references = [french] }) => {
        const nouns = english.flatMap((word) => englishNouns.get(word) ?? []);
        return references.some((words) => {
          const named = words.filter((word) => frenchNouns.has(word));
          const isSame = nouns.every(({ translations }, at) => translations.includes(named[at]));
          return named.length !== nouns.length || !isSame;
        });
      });
      assert.deepEqual(wrong.map(text), []);
    });

    it(`lets participles of ${split} agree with whom the English pronoun means`, () => {
      const wrong = enfrPairs(split).filter(({ english, french, references }) => {
        if (references) return false;
        const { agreed } = checkFrench(french);
        return agreed.some(({ participle, antecedent }) => {
          const isFeminine = /es?$/.test(participle);
          const objects = english.filter((word, at) => {
            const next = english[at + 1];
            return (
              ['him', 'it', 'them'].includes(word) || (word === 'her' && !/^[a-z]+$/.test(next))
            );
          });
          const [pronoun] = objects;
          if (objects.length !== 1 || agreed.length !== 1) return false;
          if (pronoun === 'him') return isFeminine;
          if (pronoun === 'her') return !isFeminine;
          return antecedent === null || isFeminine !== (antecedent.gender === 'f');
        });
      });
      assert.deepEqual(wrong.map(text), []);
    });
  }

  it('moves adjectives: about half of them change places with their noun', () => {
    const moved = enfrPairs('train').flatMap(({ english, french, alignment }) =>
      alignment
        .filter(([from]) => englishNouns.has(english[from + 1]))
        .map(([, to]) => frenchNouns.has(french[to - 1])),
    );
    const share = moved.filter(Boolean).length / moved.length;
    assert.ok(share > 0.4 && share < 0.7, `${share}`);
  });

  it('is balanced: both genders and numbers, denied and asked, present and past', () => {
    const pairs = enfrPairs('train');
    const share = (isOne: (pair: EnfrPair) => boolean): number =>
      pairs.filter(isOne).length / pairs.length;
    const nouns = pairs.flatMap(({ english }) =>
      english.flatMap((word) => englishNouns.get(word) ?? []),
    );
    const between = (value: number, low: number, high: number, name: string): void =>
      assert.ok(value > low && value < high, `${name}: ${value}`);
    const plural = nouns.filter(({ number }) => number === 1).length / nouns.length;
    between(plural, 0.2, 0.4, 'plural nouns');
    between(
      share(({ french }) => french.includes('pas')),
      0.08,
      0.25,
      'denied',
    );
    between(
      share(({ english }) => english.at(-1) === '?'),
      0.08,
      0.2,
      'questions',
    );
    between(
      share(({ english }) => english.includes('because')),
      0.03,
      0.15,
      'because',
    );
    between(
      share(({ english }) => english.includes('than')),
      0.03,
      0.1,
      'comparisons',
    );
    between(
      share(({ french }) => french.some((word) => /^(du|des|au|aux)$/.test(word))),
      0.05,
      0.25,
      'contractions',
    );
    between(
      share(({ french }) => french.includes("l'")),
      0.1,
      0.3,
      "l'",
    );
    for (const word of englishNouns.keys()) {
      const times = pairs.filter(({ english }) => english.includes(word)).length;
      assert.ok(times >= 15, `${word}: ${times}`);
    }
  });
});
