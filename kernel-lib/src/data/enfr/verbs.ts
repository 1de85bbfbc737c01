/** Who can do it, and to whom or what: kinds and names, as adjectives have them. */
export interface Frame {
  subject: string[];
  object?: string[];
}

/** A verb in both languages. */
export interface Verb {
  /** see, sees, saw. */
  english: [base: string, third: string, past: string];
  /** Present: je, tu, il, nous, vous, ils. */
  present: string[];
  /** Masculine singular; feminine adds `e`, plural `s`. */
  participle: string;
  /** Passé composé with être (elle est arrivée) instead of avoir. */
  takesEtre?: boolean;
  /** Not said in the past: `read` looks like the present, `wore` would be an imparfait. */
  isOnlyPresent?: boolean;
  /** The object stands after `to`, in French after `à`. */
  takesTo?: boolean;
  frames: Frame[];
  /** Prepositions that can follow with a place; empty when none is natural. */
  places: Preposition[];
}

/** A preposition with the nouns that it is natural with. */
export interface Preposition {
  english: string[];
  french: string[];
  of: string[];
}

const place = (english: string, french: string, of: string): Preposition => ({
  english: english.split(' '),
  french: french.split(' '),
  of: of.split(' '),
});

const inside = place('in', 'dans', 'garden house hotel');
const under = place('under', 'sous', 'tree table');
const near = place('near', 'près de', 'tree building garden boat');
const towards = place('to', 'à', 'school hotel garden');
const anywhere = [inside, under, near];

const frame = (text: string): Frame => {
  const [subject, object] = text.split(' > ');
  return { subject: subject.split(' '), object: object?.split(' ') };
};

const verb = (
  english: string,
  french: string,
  frames: string[],
  places: Preposition[] = [],
  more: Partial<Verb> = {},
): Verb => {
  const [base, third, past] = english.split(' ');
  const [participle, ...present] = french.split(' ');
  const head = { english: [base, third, past] as Verb['english'], present, participle };
  return { ...head, frames: frames.map(frame), places, ...more };
};

const PAST_UNSAID = { isOnlyPresent: true };

/** Verbs with an object. */
export const transitiveVerbs: Verb[] = [
  verb(
    'see sees saw',
    'vu vois vois voit voyons voyez voient',
    [
      'person > person animal text building table tree garden car boat key',
      'animal > person animal food',
    ],
    anywhere,
  ),
  verb(
    'love loves loved',
    'aimé aime aimes aime aimons aimez aiment',
    ['person > kin pet garden house school cake book', 'pet > kin garden'],
    [],
    PAST_UNSAID,
  ),
  verb('follow follows followed', 'suivi suis suis suit suivons suivez suivent', [
    'person animal > person animal car',
  ]),
  verb(
    'eat eats ate',
    'mangé mange manges mange mangeons mangez mangent',
    ['person > food', 'grazer > fruit', 'hunter > cake egg'],
    anywhere,
  ),
  verb('buy buys bought', 'acheté achète achètes achète achetons achetez achètent', [
    'person > ware',
  ]),
  verb('sell sells sold', 'vendu vends vends vend vendons vendez vendent', ['person > ware']),
  verb(
    'read reads read',
    'lu lis lis lit lisons lisez lisent',
    ['person > text'],
    anywhere,
    PAST_UNSAID,
  ),
  verb(
    'write writes wrote',
    'écrit écris écris écrit écrivons écrivez écrivent',
    ['person > letter book'],
    [inside, under],
  ),
  verb(
    'find finds found',
    'trouvé trouve trouves trouve trouvons trouvez trouvent',
    ['person > portable pet', 'hunter > egg bird owl'],
    anywhere,
  ),
  verb(
    'lose loses lost',
    'perdu perds perds perd perdons perdez perdent',
    ['person > key hat letter book pet'],
    [inside, near],
  ),
  verb('take takes took', 'pris prends prends prend prenons prenez prennent', [
    'person > portable',
  ]),
  verb('open opens opened', 'ouvert ouvre ouvres ouvre ouvrons ouvrez ouvrent', [
    'person > letter book newspaper',
  ]),
  verb(
    'wear wears wore',
    'porté porte portes porte portons portez portent',
    ['person > wear', 'lady > gown'],
    [],
    PAST_UNSAID,
  ),
  verb('wash washes washed', 'lavé lave laves lave lavons lavez lavent', [
    'person > wear gown car table dog horse',
  ]),
  verb(
    'hear hears heard',
    'entendu entends entends entend entendons entendez entendent',
    ['person animal > person dog bird owl cow horse'],
    [inside, near],
  ),
  verb('help helps helped', 'aidé aide aides aide aidons aidez aident', [
    'person > person animal',
    'dog > person',
  ]),
  verb(
    'talk talks talked',
    'parlé parle parles parle parlons parlez parlent',
    ['person > person pet owl horse bird'],
    [inside, under],
    { takesTo: true },
  ),
];

/** Verbs without an object. */
export const intransitiveVerbs: Verb[] = [
  verb(
    'sleep sleeps slept',
    'dormi dors dors dort dormons dormez dorment',
    ['person animal'],
    anywhere,
  ),
  verb(
    'sing sings sang',
    'chanté chante chantes chante chantons chantez chantent',
    ['person bird'],
    anywhere,
  ),
  verb(
    'work works worked',
    'travaillé travaille travailles travaille travaillons travaillez travaillent',
    ['person'],
    [inside, near],
  ),
  verb(
    'arrive arrives arrived',
    'arrivé arrive arrives arrive arrivons arrivez arrivent',
    ['person animal letter'],
    [],
    { takesEtre: true },
  ),
  verb('leave leaves left', 'parti pars pars part partons partez partent', ['person animal'], [], {
    takesEtre: true,
  }),
  verb(
    'fall falls fell',
    'tombé tombe tombes tombe tombons tombez tombent',
    ['person tree apple egg'],
    [near],
    { takesEtre: true },
  ),
  verb('go goes went', 'allé vais vas va allons allez vont', ['person'], [towards], {
    takesEtre: true,
  }),
];

export const etre = {
  present: ['suis', 'es', 'est', 'sommes', 'êtes', 'sont'],
  past: ['étais', 'étais', 'était', 'étions', 'étiez', 'étaient'],
};
export const avoir = { present: ['ai', 'as', 'a', 'avons', 'avez', 'ont'] };
