import assert from 'node:assert/strict';
import { draw, logProbabilityOf } from 'kernel-lib/data/theatre/grammar';
import { SCENE, sceneGrammar } from 'kernel-lib/data/theatre/scene-grammar';
import { theatre, theatreEntropy, theatreLogProbability } from 'kernel-lib/data/theatre/theatre';
import { seededRandom } from 'kernel-lib/tensor/random';

const textOf = (scene: string[]): string => scene.join(' ');
const test = theatre('test');

describe('theatre', () => {
  it('has rules whose probabilities sum to 1, and no symbol without rules', () => {
    const grammar = sceneGrammar();
    for (const [symbol, rules] of grammar) {
      const sum = rules.reduce((total, { probability }) => total + probability, 0);
      assert.ok(Math.abs(sum - 1) < 1e-12, `${symbol}: ${sum}`);
      for (const part of rules.flatMap(({ parts }) => parts)) {
        assert.ok(!/[<>$|]/.test(part) || grammar.has(part), part);
      }
    }
  });

  it('has one derivation for each scene', () => {
    const grammar = sceneGrammar();
    const random = seededRandom(1);
    for (let i = 0; i < 300; i++) {
      const { words, logProbability } = draw(grammar, SCENE, random);
      const inAll = logProbabilityOf(grammar, SCENE, words);
      assert.ok(
        Math.abs(inAll - logProbability) < 1e-9,
        `${textOf(words)}: ${inAll}, ${logProbability}`,
      );
    }
  });

  it('knows its entropy: the mean of −ln p of many scenes comes near', () => {
    const scenes = theatre('train', 4000);
    const surprises = scenes.map((scene) => -theatreLogProbability(scene));
    const mean = surprises.reduce((sum, value) => sum + value, 0) / scenes.length;
    const variance = surprises.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scenes.length;
    const { perScene, wordsPerScene, perWord, perplexity } = theatreEntropy();
    assert.ok(Math.abs(mean - perScene) < 4 * Math.sqrt(variance / 4000), `${mean}, ${perScene}`);
    const words = scenes.flat().length / scenes.length;
    assert.ok(Math.abs(words - wordsPerScene) < 1.5, `${words}, ${wordsPerScene}`);
    assert.equal(perWord, perScene / wordsPerScene);
    assert.equal(perplexity, Math.exp(perWord));
    assert.ok(perplexity > 1.25 && perplexity < 1.45, String(perplexity));
  });

  it('keeps the test apart from the first 5,000 scenes of training', () => {
    const train = new Set(theatre('train', 5000).map(textOf));
    assert.deepEqual(
      test.map(textOf).filter((text) => train.has(text)),
      [],
    );
    assert.equal(new Set(test.map(textOf)).size, 500);
  });

  it('begins with the same scenes when more are asked for, of a closed vocabulary', () => {
    const train = theatre('train');
    assert.equal(train.length, 2000);
    assert.deepEqual(theatre('train', 10), train.slice(0, 10));
    const known = new Set(train.flat());
    assert.deepEqual(
      test.flat().filter((word) => !known.has(word)),
      [],
    );
    assert.ok(known.size < 200, String(known.size));
    assert.ok(Math.max(...train.map((scene) => scene.length)) <= 112);
  });

  it('is half English and half French, and agrees in French', () => {
    const scenes = theatre('train').map(textOf);
    const french = scenes.filter((text) => text.includes(' sort .'));
    assert.ok(Math.abs(french.length - 1000) < 90, String(french.length));
    const feminine = '(?:lanterne|couronne|lettre|clé|bague)';
    const masculine = '(?:poignard|masque|manteau|livre|violon)';
    const wrong = [
      `(?:mon|le) ${feminine}`,
      `(?:ma|la) ${masculine}`,
      `${feminine} (?:lourd|bleu|neuf|précieux|rond|usé) `,
      `${masculine} (?:lourde|bleue|neuve|précieuse|ronde|usée) `,
      `${feminine} \\S+ \\? \\n \\S+ : (?:oui , il|non , je ne l' ai pas vu \\.)`,
      `${masculine} \\S+ \\? \\n \\S+ : (?:oui , elle|non , je ne l' ai pas vue)`,
      `${feminine} \\S+ ! \\n \\S+ : (?:le|hélas , je l' ai perdu ) `,
      `${masculine} \\S+ ! \\n \\S+ : (?:la|hélas , je l' ai perdue) `,
    ];
    for (const pattern of wrong) {
      assert.deepEqual(
        french.filter((text) => new RegExp(pattern).test(text)),
        [],
        pattern,
      );
    }
  });

  it('gives nothing to what is no scene, and refuses another split', () => {
    const [scene] = test;
    assert.ok(Number.isFinite(theatreLogProbability(scene)));
    assert.equal(theatreLogProbability(scene.slice(0, -1)), -Infinity);
    assert.equal(theatreLogProbability([]), -Infinity);
    assert.throws(
      () => theatre('all' as 'test'),
      /theatre: split must be 'train' or 'test', got all/,
    );
    assert.throws(
      () => theatre('test', 1.5),
      /theatre: numScenes must be a whole number from 0 on, got 1.5/,
    );
  });
});
