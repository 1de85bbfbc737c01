/** What changes from the first word of a pair to the second. */
export type Relation = 'gender' | 'number';

/** Two words that differ in one thing: king and queen in gender, cat and cats in number. */
export interface EmbeddingPair {
  relation: Relation;
  /** The masculine word, or the singular. */
  a: string;
  /** The feminine word, or the plural. */
  b: string;
  /** Whether the pair is kept for the test: the direction of the relation is taken from the others. */
  isHeldOut: boolean;
}

/** A pair, and the words that both are used with. */
export interface PairWithTopic extends EmbeddingPair {
  /** Things that go with both words of the pair, and with no other pair. */
  things: string[];
}

/** Lines of `a b: things`; the last `numHeldOut` are kept for the test. */
function pairs(relation: Relation, numHeldOut: number, text: string): PairWithTopic[] {
  const lines = text.trim().split('\n');
  return lines.map((line, at) => {
    const [names, things] = line.split(':').map((part) => part.trim().split(' '));
    const isHeldOut = at >= lines.length - numHeldOut;
    return { relation, a: names[0], b: names[1], isHeldOut, things };
  });
}

/** Every pair of the corpus. */
export const PAIRS: readonly PairWithTopic[] = [
  ...pairs(
    'gender',
    7,
    `king queen: crown throne palace
    father mother: cradle pram lullaby
    brother sister: bunk toy marble
    uncle aunt: postcard cottage caravan
    actor actress: stage mask curtain
    waiter waitress: tray menu bill
    wizard witch: wand potion spell
    man woman: office desk salary
    boy girl: school satchel pencil
    prince princess: carriage ball ring
    duke duchess: estate carpet butler
    monk nun: prayer cell candle
    hero heroine: sword dragon medal
    grandfather grandmother: armchair pipe diary`,
  ),
  ...pairs(
    'number',
    7,
    `cat cats: cushion sofa fishbone
    horse horses: saddle stable meadow
    car cars: road engine garage
    tree trees: root forest branch
    book books: page shelf cover
    boat boats: harbour anchor mast
    child children: playground swing sandpit
    dog dogs: bone kennel leash
    bird birds: nest wing feather
    house houses: roof chimney door
    train trains: rail station platform
    flower flowers: petal vase garden
    mouse mice: cheese hole trap
    tooth teeth: dentist jaw toothbrush`,
  ),
];
