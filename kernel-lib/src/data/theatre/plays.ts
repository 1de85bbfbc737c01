/** A role: its name before a line, and how the other speaks to it. */
export interface Role {
  name: string;
  address: string;
}

/** A thing that is asked for; French agrees with its gender. */
export interface Thing {
  noun: string;
  isFeminine: boolean;
}

/** What a scene of one language is made of. Weights need not sum to 1. */
export interface Play {
  roles: readonly Role[];
  things: readonly Thing[];
  settings: readonly [text: string, weight: number][];
  places: readonly [text: string, weight: number][];
  qualities: readonly [text: string, weight: number][];
  greetings: readonly [text: string, weight: number][];
  /**
   * Questions with their answers. In both, `$thing` is the thing, `$to` the address of the one spoken to,
   * `$place` any place, `$quality` any quality of the thing, and `m|f` stands for the form of its gender.
   */
  exchanges: readonly {
    weight: number;
    question: string;
    answers: [text: string, weight: number][];
  }[];
  /** What the one who asked says to the answer. */
  reactions: readonly [text: string, weight: number][];
  farewells: readonly [text: string, weight: number][];
  /** The last line; `$role` is the one who goes. */
  exit: string;
}

const thing = (noun: string, isFeminine: boolean = false): Thing => ({ noun, isFeminine });

export const ENGLISH_PLAY: Play = {
  roles: [
    { name: 'KING', address: 'my king' },
    { name: 'QUEEN', address: 'my queen' },
    { name: 'CAPTAIN', address: 'captain' },
    { name: 'FOOL', address: 'dear fool' },
  ],
  things: 'lantern crown letter key sword mask coat book ring flute'
    .split(' ')
    .map((noun) => thing(noun)),
  settings: [
    ['a garden at night', 4],
    ['a hall in the castle', 3],
    ['a ship at sea', 2],
    ['a road in the snow', 1],
  ],
  places: [
    ['in the tower', 4],
    ['behind the door', 3],
    ['under the stairs', 2],
    ['with the baker', 2],
    ['by the well', 1],
  ],
  qualities: [
    ['heavy', 1],
    ['blue', 1],
    ['new', 1],
    ['precious', 1],
    ['little', 1],
    ['old', 1],
  ],
  greetings: [
    ['good evening , $to !', 3],
    ['well met , $to !', 2],
    ['who is there ?', 1],
  ],
  exchanges: [
    {
      weight: 4,
      question: 'where is my $quality $thing ?',
      answers: [
        ['your $thing is $place .', 5],
        ['i cannot say , $to .', 1],
      ],
    },
    {
      weight: 3,
      question: 'have you seen the $quality $thing ?',
      answers: [
        ['yes , it is $place .', 2],
        ['no , i have not seen it .', 1],
      ],
    },
    {
      weight: 2,
      question: 'give me the $quality $thing !',
      answers: [
        ['here it is , $to .', 3],
        ['never !', 1],
        ['alas , i have lost it $place .', 2],
      ],
    },
  ],
  reactions: [
    ['i thank you , $to .', 2],
    ['what a strange night !', 2],
    ['so be it .', 1],
    ['i hear somebody $place .', 1],
  ],
  farewells: [
    ['farewell , $to .', 2],
    ['good night , $to .', 1],
  ],
  exit: 'exit $role .',
};

export const FRENCH_PLAY: Play = {
  roles: [
    { name: 'ROI', address: 'mon roi' },
    { name: 'REINE', address: 'ma reine' },
    { name: 'CAPITAINE', address: 'capitaine' },
    { name: 'BOUFFON', address: 'cher bouffon' },
  ],
  things: [
    thing('lanterne', true),
    thing('couronne', true),
    thing('lettre', true),
    thing('clé', true),
    thing('poignard'),
    thing('masque'),
    thing('manteau'),
    thing('livre'),
    thing('bague', true),
    thing('violon'),
  ],
  settings: [
    ['un jardin la nuit', 4],
    ['une salle du château', 3],
    ['un navire en mer', 2],
    ['une route sous la neige', 1],
  ],
  places: [
    ['dans la tour', 4],
    ['derrière la porte', 3],
    ["sous l' escalier", 2],
    ['chez le boulanger', 2],
    ['près du puits', 1],
  ],
  qualities: [
    ['lourd|lourde', 1],
    ['bleu|bleue', 1],
    ['neuf|neuve', 1],
    ['précieux|précieuse', 1],
    ['rond|ronde', 1],
    ['usé|usée', 1],
  ],
  greetings: [
    ['bonsoir , $to !', 3],
    ['quelle joie , $to !', 2],
    ['qui est là ?', 1],
  ],
  exchanges: [
    {
      weight: 4,
      question: 'où est mon|ma $thing $quality ?',
      answers: [
        ['votre $thing est $place .', 5],
        ['je ne sais pas , $to .', 1],
      ],
    },
    {
      weight: 3,
      question: 'avez - vous vu le|la $thing $quality ?',
      answers: [
        ['oui , il|elle est $place .', 2],
        ["non , je ne l' ai pas vu|vue .", 1],
      ],
    },
    {
      weight: 2,
      question: 'donnez - moi le|la $thing $quality !',
      answers: [
        ['le|la voici , $to .', 3],
        ['jamais !', 1],
        ["hélas , je l' ai perdu|perdue $place .", 2],
      ],
    },
  ],
  reactions: [
    ['je vous remercie , $to .', 2],
    ['quelle nuit étrange !', 2],
    ['tant pis .', 1],
    ["j' entends quelqu' un $place .", 1],
  ],
  farewells: [
    ['adieu , $to .', 2],
    ['bonne nuit , $to .', 1],
  ],
  exit: '$role sort .',
};
