import assert from 'node:assert/strict';
import { enfrPairs, type EnfrPair, type EnfrSplit } from 'kernel-lib/data/enfr-pairs';
import { checkFrench } from '../support/check-french';

const splits: EnfrSplit[] = ['train', 'test', 'compositional', 'longer', 'ambiguous'];
const violation = (sentence: string): string | null => checkFrench(sentence.split(' ')).violation;

/** Right sentences of a grammar book, then the same with one mistake each. */
const planted: [right: string, ...wrong: string[]][] = [
  [
    'la petite maison est vide .',
    'le petite maison est vide .',
    'la petit maison est vide .',
    'la petites maison est vide .',
    'la maison petite est vide .',
    'la petite maison est vides .',
    'la petite maison sont vide .',
    'la petite maison est vide',
  ],
  [
    "l' homme n' est pas vieux .",
    "le homme n' est pas vieux .",
    "l' homme ne est pas vieux .",
    "l' homme n' est vieux .",
    "l' homme est pas vieux .",
    "l' homme n' est pas vieille .",
    "l' homme n' est pas vieil .",
  ],
  [
    'le hibou voit ce hibou .',
    "l' hibou voit ce hibou .",
    'le hibou voit cet hibou .',
    'le hibou voient ce hibou .',
  ],
  [
    'cet homme voit un vieil oncle près de mon école .',
    'ce homme voit un vieil oncle près de mon école .',
    'cet homme voit un vieux oncle près de mon école .',
    'cet homme voit un vieil roi près de mon école .',
    'cet homme voit un vieil oncle près de ma école .',
    'cet homme voit un vieil oncle près mon école .',
  ],
  [
    'le roi va au jardin de la reine .',
    'le roi va à le jardin de la reine .',
    'le roi va aux jardin de la reine .',
    'le roi va à jardin de la reine .',
    'le roi va le jardin de la reine .',
  ],
  [
    'les chapeaux du roi sont chers .',
    'les chapeaux de le roi sont chers .',
    'les chapeaux des roi sont chers .',
    'les chapeaux le roi sont chers .',
    'les chapeaus du roi sont chers .',
    'les chapeaux du roi sont chères .',
  ],
  [
    'je ne lis pas de livre .',
    'je ne lis pas un livre .',
    'je ne lit pas de livre .',
    'je lis pas de livre .',
    'je ne lis de livre pas .',
    'je lis de livre .',
  ],
  [
    'elle achète de vieux livres .',
    'elle achète des vieux livres .',
    'elle achète de livres vieux .',
    'elle achètent de vieux livres .',
    'elle achete de vieux livres .',
  ],
  [
    'elle achète des robes rouges .',
    'elle achète de robes rouges .',
    'elle achète des rouges robes .',
  ],
  [
    "beaucoup d' oiseaux chantent .",
    'beaucoup des oiseaux chantent .',
    'beaucoup de oiseaux chantent .',
    "beaucoup d' oiseaux chante .",
    "beaucoup d' oiseau chante .",
  ],
  [
    'la fille a pris les clés et les a perdues .',
    'la fille a pris les clés et les a perdu .',
    'la fille a prise les clés et les a perdues .',
    'la fille a pris les clés et a les perdues .',
    'la fille est pris les clés et les a perdues .',
  ],
  [
    'les femmes sont arrivées .',
    'les femmes sont arrivés .',
    'les femmes ont arrivé .',
    'les femmes sont arrivée .',
    'les femmes est arrivées .',
  ],
  [
    'le livre que la fille a écrit est bon .',
    'le livre que la fille a écrite est bon .',
    'le livre qui la fille a écrit est bon .',
    'le livre que la fille a écrit la lettre est bon .',
    'le livre que la fille ont écrit est bon .',
  ],
  ["la pomme qu' il mange est bonne .", 'la pomme que il mange est bonne .'],
  [
    "mon frère ne l' aime pas .",
    'mon frère ne la aime pas .',
    "mon frère n' aime la pas .",
    "mon frère l' ne aime pas .",
    'mon frère ne lui aime pas .',
  ],
  ['nous lui parlons .', 'nous le parlons .', 'nous parlons lui .', 'nous lui parlez .'],
  [
    'cette pomme est meilleure que le gâteau .',
    'cette pomme est plus bonne que le gâteau .',
    'cette pomme est meilleur que le gâteau .',
    'cette pomme est plus que le gâteau .',
  ],
  [
    "est-ce qu' elle est plus grande que son frère ?",
    'est-ce que elle est plus grande que son frère ?',
    "est-ce qu' elle est plus grande de son frère ?",
    "est-ce qu' elle est plus grande que sa frère ?",
    "est-ce qu' elle est plus grand que son frère ?",
  ],
  [
    'où sont les chevaux ?',
    'où est les chevaux ?',
    'où sont les chevals ?',
    'où sont les cheval ?',
  ],
  [
    'mon école est vide et je dors près du nouvel hôtel .',
    'ma école est vide et je dors près du nouvel hôtel .',
    'mon école est vide et je dors près du nouveau hôtel .',
    'mon école est vide et je dors près de nouvel hôtel .',
  ],
];

/** A word of a right sentence made wrong; null where the sentence has no such word. */
const mutations: Record<string, (words: string[], pair: EnfrPair) => string[] | null> = {
  'ne without pas': (words) => without(words, 'pas'),
  'pas without ne': (words) => without(words, words.includes('ne') ? 'ne' : "n'"),
  'a missing elision': (words) => replaced(words, "l'", 'le'),
  'a missing contraction': (words) => {
    const at = words.findIndex((word) => word === 'du' || word === 'au');
    if (at < 0) return null;
    return words.toSpliced(at, 1, words[at] === 'du' ? 'de' : 'à', 'le');
  },
  'a verb in the plural': (words) => replaced(words, 'est', 'sont'),
  'a verb in the singular': (words) => replaced(words, 'ont', 'a'),
  'an adjective of the other number': (words, { alignment }) => {
    const [, at] = alignment[0] ?? [];
    // Who is addressed with vous may be one or several.
    if (at === undefined || words.includes('vous') || /[sx]$/.test(words[at])) return null;
    return words.toSpliced(at, 1, `${words[at]}s`);
  },
  'a masculine article': (words) => replaced(words, 'une', 'un'),
  'a feminine demonstrative': (words) => replaced(words, 'ce', 'cette'),
  'a last mark left out': (words) => words.slice(0, -1),
};

function replaced(words: string[], word: string, other: string): string[] | null {
  const at = words.indexOf(word);
  return at < 0 ? null : words.toSpliced(at, 1, other);
}

function without(words: string[], word: string): string[] | null {
  const at = words.indexOf(word);
  return at < 0 ? null : words.toSpliced(at, 1);
}

describe('the checker of French', () => {
  for (const [right, ...wrong] of planted) {
    it(`takes « ${right} » and finds the mistakes planted in it`, () => {
      assert.equal(violation(right), null);
      assert.deepEqual(
        wrong.filter((sentence) => violation(sentence) === null),
        [],
      );
    });
  }

  for (const [name, mutate] of Object.entries(mutations)) {
    it(`finds ${name} wherever it is planted`, () => {
      const sentences = enfrPairs('test')
        .map((pair) => mutate(pair.french, pair))
        .filter((words) => words !== null);
      assert.ok(sentences.length >= 10, `only ${sentences.length} mutants`);
      const missed = sentences.filter((words) => checkFrench(words).violation === null);
      assert.deepEqual(
        missed.map((words) => words.join(' ')),
        [],
      );
    });
  }
});

describe('the French of the generated pairs', () => {
  for (const split of splits) {
    it(`breaks no rule in ${split}, in any translation`, () => {
      const wrong = enfrPairs(split).flatMap(({ french, references = [french] }) =>
        references
          .map((words) => ({ words, violation: checkFrench(words).violation }))
          .filter((each) => each.violation !== null)
          .map(({ words, violation: rule }) => `${words.join(' ')}  (${rule})`),
      );
      assert.deepEqual(wrong, []);
    });
  }
});
