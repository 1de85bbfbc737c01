import { homograph, listed, type HomographGrammar } from './grammar';

/** Twelve words, eight domains; each domain serves three words. */
export const ENGLISH: HomographGrammar = {
  homographs: [
    homograph('bank', ['side of a river', 'water'], ['house of money', 'money']),
    homograph('bass', ['low voice', 'music'], ['fish', 'water']),
    homograph('bat', ['flying animal', 'animals'], ['club for the ball', 'sport']),
    homograph('match', ['game', 'sport'], ['stick for a flame', 'kitchen']),
    homograph('crane', ['lifting machine', 'workshop'], ['bird', 'animals']),
    homograph('mint', ['herb', 'kitchen'], ['maker of coins', 'money']),
    homograph('note', ['paper money', 'money'], ['tone', 'music']),
    homograph('file', ['papers of a case', 'law'], ['tool', 'workshop']),
    homograph('court', ['place to play', 'sport'], ['place of justice', 'law']),
    homograph('seal', ['stamp in wax', 'law'], ['sea animal', 'animals']),
    homograph('current', ['flow of water', 'water'], ['flow of electricity', 'workshop']),
    homograph('jam', ['cooked fruit', 'kitchen'], ['playing together', 'music']),
  ],
  phrases: {
    water: listed(`near the river | after the flood | beside the waterfall | with the fishermen
      | along the shore | behind the dam | between two islands | despite the waves`),
    money: listed(`before the payment | with the accountant | because of the debt | without a loan
      | after the invoice | for a salary | behind the safe | despite the tax`),
    sport: listed(`during the tournament | with the coach | after the defeat | despite the referee
      | before the championship | for the supporters | behind the stadium | without the goalkeeper`),
    animals: listed(`beside the zebra | among the giraffes | near the zoo | with the vet
      | behind the cage | because of the wolves | between two parrots | without the monkeys`),
    kitchen: listed(`with the cook | beside the oven | after the dessert | near the saucepan
      | without any sugar | for the recipe | before dinner | behind the fridge`),
    workshop: listed(`with the mechanic | beside the engine | after the repair | near the toolbox
      | without any grease | for the machine | behind the garage | because of the welder`),
    music: listed(`during the concert | with the violinist | after the chorus | near the piano
      | before the symphony | without the orchestra | behind the drummer | for the choir`),
    law: listed(`during the trial | with the judge | after the verdict | near the prosecutor
      | before the hearing | without any witness | because of the lawsuit | despite the jury`),
  },
  frames: listed(`we talked about the _ | she looked at the _ | nobody mentioned the _
    | he remembered the _ | they found the _ | everyone knew the _ | i dreamed about the _
    | my sister described the _`),
  fillers: listed(`on monday | as usual | a long time ago | this morning | for the first time
    | without a word | one evening | in the end`),
};
