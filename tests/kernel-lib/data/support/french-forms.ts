// Forms of French words with what they say of gender, number and person, written from a grammar book: nothing here
// is taken from the generator that the checker judges.

export type Gender = 'm' | 'f';
export type Number = 's' | 'p';

/** What a word form can be: one of these genders, one of these numbers. */
export interface Form {
  genders: Gender[];
  numbers: Number[];
}

const masculine =
  'homme garçon roi oncle frère chat chien œuf livre arbre jardin hôtel ami voisin étudiant'.split(
    ' ',
  );
const feminine =
  'femme fille reine sœur vache pomme orange lettre robe chemise maison voiture école clé table amie voisine étudiante'.split(
    ' ',
  );
/** Nouns whose plural is not written with s. */
const irregular: [string, string][] = [
  ['oiseau', 'oiseaux'],
  ['gâteau', 'gâteaux'],
  ['chapeau', 'chapeaux'],
  ['bateau', 'bateaux'],
  ['hibou', 'hiboux'],
  ['cheval', 'chevaux'],
  ['journal', 'journaux'],
];

export const nounForms = new Map<string, Form>();
for (const [list, gender] of [
  [masculine, 'm'],
  [feminine, 'f'],
] as const) {
  for (const noun of list) {
    nounForms.set(noun, { genders: [gender], numbers: ['s'] });
    nounForms.set(`${noun}s`, { genders: [gender], numbers: ['p'] });
  }
}
for (const [one, many] of irregular) {
  nounForms.set(one, { genders: ['m'], numbers: ['s'] });
  nounForms.set(many, { genders: ['m'], numbers: ['p'] });
}

/** Adjectives that stand before the noun. */
const before =
  'petit petite,grand grande,vieux vieille,jeune jeune,nouveau nouvelle,beau belle,joli jolie,bon bonne';
const after =
  'rouge rouge,bleu bleue,vert verte,noir noire,blanc blanche,lourd lourde,heureux heureuse,triste triste,fatigué fatiguée,riche riche,cher chère,étrange étrange,sale sale,vide vide,meilleur meilleure';

export const adjectiveForms = new Map<string, Form>();
export const prenominal = new Set<string>();
/** Forms that only stand before a vowel, and those that cannot when they are singular. */
export const onlyBeforeVowel = new Set(['vieil', 'bel', 'nouvel']);
export const notBeforeVowel = new Set(['vieux', 'beau', 'nouveau']);

for (const entry of before.split(',')) addAdjective(entry, true);
for (const entry of after.split(',')) addAdjective(entry, false);
for (const form of onlyBeforeVowel) add(form, 'm', 's', true);

function addAdjective(entry: string, isBefore: boolean): void {
  const [m, f] = entry.split(' ');
  add(m, 'm', 's', isBefore);
  add(f, 'f', 's', isBefore);
  // beau, nouveau take x; vieux and heureux stay as they are; the others take s.
  add(/eau$/.test(m) ? `${m}x` : /x$/.test(m) ? m : `${m}s`, 'm', 'p', isBefore);
  add(`${f}s`, 'f', 'p', isBefore);
}

function add(text: string, gender: Gender, number: Number, isBefore: boolean): void {
  const { genders, numbers } = adjectiveForms.get(text) ?? { genders: [], numbers: [] };
  adjectiveForms.set(text, {
    genders: [...new Set([...genders, gender])],
    numbers: [...new Set([...numbers, number])],
  });
  if (isBefore) prenominal.add(text);
}

/** A finite form: of which verb, and for which subjects (je 1, tu 2, il 3, nous 4, vous 5, ils 6). */
export interface Finite {
  verb: string;
  person: number;
}

export const finiteForms = new Map<string, Finite[]>();
/** Past participles by their masculine singular. */
export const participles = new Map<string, { verb: string; form: Form }[]>();

function conjugate(verb: string, forms: string): void {
  forms.split(' ').forEach((text, at) => {
    const analyses = finiteForms.get(text) ?? [];
    finiteForms.set(text, [...analyses, { verb, person: at + 1 }]);
  });
}

/** Adds the four forms of a participle; `pris` has one form for both numbers of the masculine. */
function participle(verb: string, base: string): void {
  const masculinePlural = base.endsWith('s') ? base : `${base}s`;
  const forms: [string, Gender, Number][] = [
    [base, 'm', 's'],
    [masculinePlural, 'm', 'p'],
    [`${base}e`, 'f', 's'],
    [`${base}es`, 'f', 'p'],
  ];
  for (const text of new Set(forms.map(([each]) => each))) {
    const fitting = forms.filter(([each]) => each === text);
    const form = {
      genders: fitting.map(([, gender]) => gender),
      numbers: fitting.map(([, , number]) => number),
    };
    participles.set(text, [...(participles.get(text) ?? []), { verb, form }]);
  }
}

// First group: one stem. Manger keeps its e before o; acheter has è before a silent ending.
for (const verb of 'aimer trouver porter laver aider parler chanter travailler arriver tomber manger acheter'.split(
  ' ',
)) {
  const stem = verb.slice(0, -2);
  const weak = verb === 'acheter' ? 'achèt' : stem;
  const soft = verb === 'manger' ? `${stem}e` : stem;
  conjugate(verb, `${weak}e ${weak}es ${weak}e ${soft}ons ${stem}ez ${weak}ent`);
  participle(verb, `${stem}é`);
}
// Third group, one by one.
conjugate('voir', 'vois vois voit voyons voyez voient');
conjugate('suivre', 'suis suis suit suivons suivez suivent');
conjugate('vendre', 'vends vends vend vendons vendez vendent');
conjugate('lire', 'lis lis lit lisons lisez lisent');
conjugate('écrire', 'écris écris écrit écrivons écrivez écrivent');
conjugate('perdre', 'perds perds perd perdons perdez perdent');
conjugate('prendre', 'prends prends prend prenons prenez prennent');
conjugate('ouvrir', 'ouvre ouvres ouvre ouvrons ouvrez ouvrent');
conjugate('entendre', 'entends entends entend entendons entendez entendent');
conjugate('dormir', 'dors dors dort dormons dormez dorment');
conjugate('partir', 'pars pars part partons partez partent');
conjugate('aller', 'vais vas va allons allez vont');
conjugate('être', 'suis es est sommes êtes sont');
conjugate('être', 'étais étais était étions étiez étaient');
conjugate('avoir', 'ai as a avons avez ont');
for (const [verb, base] of [
  ['voir', 'vu'],
  ['suivre', 'suivi'],
  ['vendre', 'vendu'],
  ['lire', 'lu'],
  ['écrire', 'écrit'],
  ['perdre', 'perdu'],
  ['prendre', 'pris'],
  ['ouvrir', 'ouvert'],
  ['entendre', 'entendu'],
  ['dormir', 'dormi'],
  ['partir', 'parti'],
  ['aller', 'allé'],
]) {
  participle(verb, base);
}

/** Verbs of movement and change that make their past with être. */
export const withEtre = new Set(['arriver', 'partir', 'tomber', 'aller']);
export const intransitive = new Set([
  'dormir',
  'chanter',
  'travailler',
  'arriver',
  'partir',
  'tomber',
]);

/** Whether a word begins with a vowel to the ear: a vowel letter, or a mute h. The h of hibou is aspirated. */
export function soundsVowel(text: string): boolean {
  return /^([aàâeéèêiîoôuûœ]|hommes?$|hôtels?$|heureu)/.test(text);
}
