import type { Grammar, Rule } from './grammar';
import { ENGLISH_PLAY, FRENCH_PLAY, type Play, type Role, type Thing } from './plays';

/** The symbol that becomes a scene. */
export const SCENE = '<scene>';

/** How often a scene has one question, and two. */
const NUM_EXCHANGES: readonly number[] = [3, 2];

/** Rules from weights: the probabilities are the shares. */
function weighted(
  choices: readonly (readonly [parts: readonly string[], weight: number])[],
): Rule[] {
  const total = choices.reduce((sum, [, weight]) => sum + weight, 0);
  return choices.map(([parts, weight]) => ({ probability: weight / total, parts }));
}

/**
 * The grammar of all scenes, half of them English and half French. Two roles speak by turns; what they are,
 * and what is asked for, is kept through the scene by the names of the symbols. Each scene has one
 * derivation only, so its probability and the entropy are exact.
 */
export function sceneGrammar(): Grammar {
  const rules = new Map<string, Rule[]>();
  const languages = { en: ENGLISH_PLAY, fr: FRENCH_PLAY };
  rules.set(SCENE, weighted(Object.keys(languages).map((name) => [[`<scene ${name}>`], 1])));
  for (const [name, play] of Object.entries(languages)) addPlay(rules, name, play);
  return rules;
}

function addPlay(rules: Map<string, Rule[]>, language: string, play: Play): void {
  const place = `<place ${language}>`;
  rules.set(place, weighted(play.places.map(([text, weight]) => [text.split(' '), weight])));
  for (const thing of play.things) {
    const qualities = play.qualities.map(
      ([text, weight]) => [[agreeing(text, thing.isFeminine)], weight] as const,
    );
    rules.set(qualityOf(language, thing), weighted(qualities));
  }
  const pairs = play.roles.flatMap((first) =>
    play.roles.filter((other) => other !== first).map((second) => [first, second] as const),
  );
  const setting = `<setting ${language}>`;
  rules.set(setting, weighted(play.settings.map(([text, weight]) => [text.split(' '), weight])));
  rules.set(
    `<scene ${language}>`,
    weighted(
      pairs.map(([first, second]) => [
        ['[', setting, ']', '\n', sceneOf(language, first, second)],
        1,
      ]),
    ),
  );
  for (const [first, second] of pairs) addScene(rules, language, play, first, second);
}

const qualityOf = (language: string, { isFeminine }: Thing): string =>
  `<${isFeminine ? 'feminine' : 'masculine'} quality ${language}>`;

/** Of `m|f` the form that fits; a word that has one form as it is. */
function agreeing(word: string, isFeminine: boolean = false): string {
  return word.split('|').at(isFeminine ? -1 : 0) as string;
}

const sceneOf = (language: string, first: Role, second: Role): string =>
  `<${first.name} meets ${second.name} ${language}>`;

/** `first` asks, `second` answers, as often as the scene says. */
function addScene(
  rules: Map<string, Rule[]>,
  language: string,
  play: Play,
  first: Role,
  second: Role,
): void {
  const pair = `${first.name} ${second.name} ${language}`;
  const filled = (text: string, to: Role, thing: Thing | null): string[] =>
    text.split(' ').flatMap((word) => {
      if (word === '$thing') return [(thing as Thing).noun];
      if (word === '$to') return to.address.split(' ');
      if (word === '$place') return [`<place ${language}>`];
      if (word === '$quality') return [qualityOf(language, thing as Thing)];
      if (word === '$role') return [first.name];
      return [agreeing(word, thing?.isFeminine)];
    });
  /** A symbol for what a role says: one of some texts. */
  const said = (
    name: string,
    texts: readonly [string, number][],
    to: Role,
    thing: Thing | null = null,
  ): string => {
    const symbol = `<${name} ${pair}>`;
    rules.set(symbol, weighted(texts.map(([text, weight]) => [filled(text, to, thing), weight])));
    return symbol;
  };
  const line = (role: Role, words: string[]): string[] => [role.name, ':', ...words, '\n'];
  const reaction = line(first, [said('reaction', play.reactions, second)]);
  const exchange = `<exchange ${pair}>`;
  rules.set(
    exchange,
    weighted(
      play.exchanges.flatMap(({ weight, question, answers }, at) =>
        play.things.map((thing) => {
          const answer = said(`answer ${at} ${thing.noun}`, answers, first, thing);
          const asked = line(first, filled(question, second, thing));
          return [[...asked, ...line(second, [answer]), ...reaction], weight] as const;
        }),
      ),
    ),
  );
  const opening = [
    ...line(first, [said('greeting of the first', play.greetings, second)]),
    ...line(second, [said('greeting of the second', play.greetings, first)]),
  ];
  const closing = [
    ...line(first, [said('farewell', play.farewells, second)]),
    ...filled(play.exit, second, null),
    '\n',
  ];
  rules.set(
    sceneOf(language, first, second),
    weighted(
      NUM_EXCHANGES.map((weight, more) => [
        [...opening, ...Array<string>(more + 1).fill(exchange), ...closing],
        weight,
      ]),
    ),
  );
}
