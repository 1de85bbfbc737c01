/** Grammatical gender of a French noun; `both` where the English word leaves it open (friend: ami, amie). */
export type Gender = 'm' | 'f';

/** A noun in both languages: English singular and plural, French forms by gender, and what it can be or suffer. */
export interface Noun {
  english: [singular: string, plural: string];
  gender: Gender | 'both';
  french: Partial<Record<Gender, [singular: string, plural: string]>>;
  kinds: Set<string>;
}

/** What an adjective is about: two adjectives of one group are never said of the same thing. */
type AdjectiveGroup =
  'colour' | 'size' | 'age' | 'look' | 'worth' | 'weight' | 'mood' | 'money' | 'state';

/** An adjective in both languages. */
export interface Adjective {
  english: string;
  /** `bigger`, or null where English says `more …`; undefined where we do not compare. */
  comparative?: string | null;
  group: AdjectiveGroup;
  /** Before the noun in French (petit, vieux), or after it (rouge). */
  isBefore: boolean;
  french: Record<Gender, [singular: string, plural: string]>;
  /** Form before a vowel or mute h, masculine singular: vieil, bel, nouvel. */
  beforeVowel?: string;
  /** Kinds of nouns it can be said of, and single nouns by their English name; a leading `!` takes one away. */
  of: string[];
  /** Said only right at the noun: la nouvelle maison, but la maison est neuve. */
  isOnlyAttribute?: boolean;
}

const noun = (english: string, french: string, gender: Gender, kinds: string): Noun => {
  const [one, many] = english.split(' ');
  const [un, des] = french.split(' ');
  return { english: [one, many], gender, french: { [gender]: [un, des] }, kinds: kindSet(kinds) };
};

const openNoun = (english: string, masculine: string, feminine: string, kinds: string): Noun => {
  const pair = (text: string): [string, string] => text.split(' ') as [string, string];
  const french = { m: pair(masculine), f: pair(feminine) };
  return { english: pair(english), gender: 'both', french, kinds: kindSet(kinds) };
};

function kindSet(kinds: string): Set<string> {
  return new Set(kinds.split(' '));
}

export const nouns: Noun[] = [
  noun('man men', 'homme hommes', 'm', 'person'),
  noun('woman women', 'femme femmes', 'f', 'person lady'),
  noun('boy boys', 'garçon garçons', 'm', 'person'),
  noun('girl girls', 'fille filles', 'f', 'person lady'),
  noun('king kings', 'roi rois', 'm', 'person'),
  noun('queen queens', 'reine reines', 'f', 'person lady'),
  noun('uncle uncles', 'oncle oncles', 'm', 'person kin'),
  noun('brother brothers', 'frère frères', 'm', 'person kin'),
  noun('sister sisters', 'sœur sœurs', 'f', 'person kin lady'),
  noun('cat cats', 'chat chats', 'm', 'animal pet hunter mine'),
  noun('dog dogs', 'chien chiens', 'm', 'animal pet hunter mine'),
  noun('bird birds', 'oiseau oiseaux', 'm', 'animal grazer'),
  noun('owl owls', 'hibou hiboux', 'm', 'animal'),
  noun('horse horses', 'cheval chevaux', 'm', 'animal grazer mine ware'),
  noun('cow cows', 'vache vaches', 'f', 'animal grazer mine ware'),
  noun('apple apples', 'pomme pommes', 'f', 'food fruit ware portable'),
  noun('orange oranges', 'orange oranges', 'f', 'food fruit ware portable'),
  noun('cake cakes', 'gâteau gâteaux', 'm', 'food ware portable mine'),
  noun('egg eggs', 'œuf œufs', 'm', 'food ware portable'),
  noun('book books', 'livre livres', 'm', 'text ware portable mine'),
  noun('letter letters', 'lettre lettres', 'f', 'text portable mine'),
  noun('newspaper newspapers', 'journal journaux', 'm', 'text ware portable mine'),
  noun('hat hats', 'chapeau chapeaux', 'm', 'wear ware portable mine'),
  noun('dress dresses', 'robe robes', 'f', 'ware mine gown'),
  noun('shirt shirts', 'chemise chemises', 'f', 'wear ware portable mine'),
  noun('house houses', 'maison maisons', 'f', 'building ware place mine'),
  noun('car cars', 'voiture voitures', 'f', 'vehicle ware mine'),
  noun('tree trees', 'arbre arbres', 'm', 'outdoors'),
  noun('school schools', 'école écoles', 'f', 'building place'),
  noun('key keys', 'clé clés', 'f', 'portable mine'),
  noun('garden gardens', 'jardin jardins', 'm', 'place mine outdoors'),
  noun('boat boats', 'bateau bateaux', 'm', 'vehicle ware mine'),
  noun('hotel hotels', 'hôtel hôtels', 'm', 'building ware place'),
  noun('table tables', 'table tables', 'f', 'ware mine'),
  openNoun('friend friends', 'ami amis', 'amie amies', 'person kin'),
  openNoun('neighbour neighbours', 'voisin voisins', 'voisine voisines', 'person kin'),
  openNoun('student students', 'étudiant étudiants', 'étudiante étudiantes', 'person kin'),
];

const adjective = (
  english: string,
  french: string,
  group: AdjectiveGroup,
  of: string,
  more: Partial<Adjective> = {},
): Adjective => {
  const [ms, mp, fs, fp] = french.split(' ');
  const forms: Adjective['french'] = { m: [ms, mp], f: [fs, fp] };
  const base = { english, group, french: forms, isBefore: false, of: of.split(' ') };
  return { ...base, ...more };
};

const before = (beforeVowel?: string): Partial<Adjective> => ({ isBefore: true, beforeVowel });
const THINGS = 'wear gown house car boat table';

export const adjectives: Adjective[] = [
  adjective(
    'small',
    'petit petits petite petites',
    'size',
    `boy girl animal food key book letter garden hotel school tree ${THINGS}`,
    { ...before(), comparative: 'smaller' },
  ),
  adjective(
    'big',
    'grand grands grande grandes',
    'size',
    'dog bird owl horse cow hat house car tree school garden boat hotel table',
    { ...before(), comparative: 'bigger' },
  ),
  adjective(
    'old',
    'vieux vieux vieille vieilles',
    'age',
    `person animal text key tree school garden hotel ${THINGS} !boy !girl !student`,
    { ...before('vieil'), comparative: 'older' },
  ),
  adjective('young', 'jeune jeunes jeune jeunes', 'age', 'person animal !boy !girl !student', {
    ...before(),
    comparative: 'younger',
  }),
  adjective(
    'new',
    'nouveau nouveaux nouvelle nouvelles',
    'age',
    `text key school hotel garden neighbour friend student ${THINGS}`,
    { ...before('nouvel'), isOnlyAttribute: true },
  ),
  adjective(
    'beautiful',
    'beau beaux belle belles',
    'look',
    `woman queen bird owl horse apple cake book garden tree hotel ${THINGS} !table`,
    { ...before('bel'), comparative: null },
  ),
  adjective(
    'pretty',
    'joli jolis jolie jolies',
    'look',
    'girl lady bird cat garden wear gown house boat letter !queen',
    before(),
  ),
  adjective('good', 'bon bons bonne bonnes', 'worth', 'food book newspaper school hotel', {
    ...before(),
    comparative: 'better',
  }),
  adjective('red', 'rouge rouges rouge rouges', 'colour', `apple bird book ${THINGS}`),
  adjective('blue', 'bleu bleus bleue bleues', 'colour', `bird book ${THINGS}`),
  adjective('green', 'vert verts verte vertes', 'colour', `apple bird book tree ${THINGS}`),
  adjective('black', 'noir noirs noire noires', 'colour', `animal book ${THINGS} !house`),
  adjective('white', 'blanc blancs blanche blanches', 'colour', `animal hotel egg ${THINGS}`),
  adjective('heavy', 'lourd lourds lourde lourdes', 'weight', 'book key table boat cake', {
    comparative: 'heavier',
  }),
  adjective('happy', 'heureux heureux heureuse heureuses', 'mood', 'person cat dog horse cow', {
    comparative: 'happier',
  }),
  adjective('sad', 'triste tristes triste tristes', 'mood', 'person cat dog horse letter book', {
    comparative: 'sadder',
  }),
  adjective('tired', 'fatigué fatigués fatiguée fatiguées', 'mood', 'person cat dog horse cow', {
    comparative: null,
  }),
  adjective('rich', 'riche riches riche riches', 'money', 'person', { comparative: 'richer' }),
  adjective(
    'expensive',
    'cher chers chère chères',
    'money',
    `ware gown !cow !egg !cake !apple !orange !newspaper`,
    { comparative: null },
  ),
  adjective('strange', 'étrange étranges étrange étranges', 'state', 'man bird owl house text hat'),
  adjective('dirty', 'sale sales sale sales', 'state', 'dog wear gown car table boat hotel egg'),
  adjective('empty', 'vide vides vide vides', 'state', 'building garden boat car'),
];

/** Whether a list of kinds and names (`person`, `!boy`) takes in a noun. */
export function takesIn(list: string[], { english: [name], kinds }: Noun): boolean {
  if (list.includes(`!${name}`)) return false;
  return list.some((each) => each === name || kinds.has(each));
}

/** Whether an adjective can be said of a noun without an odd sense. */
export function canBeSaidOf(adjective: Adjective, noun: Noun): boolean {
  return takesIn(adjective.of, noun);
}
