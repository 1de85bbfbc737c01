import assert from 'node:assert/strict';
import { joinFrench } from 'kernel-lib/data/enfr/french-words';

const join = (text: string): string =>
  joinFrench(text.split(' ').map((word) => ({ text: word })))
    .map(({ text: word }) => word)
    .join(' ');

describe('joinFrench', () => {
  it('elides before a vowel and a mute h, not before an aspirated one', () => {
    assert.equal(join('le arbre de une école'), "l' arbre d' une école");
    assert.equal(join('le homme que il voit'), "l' homme qu' il voit");
    assert.equal(join('le hibou ne aime pas la hibou'), "le hibou n' aime pas la hibou");
    assert.equal(join('je écris parce que elle me aide'), "j' écris parce qu' elle m' aide");
  });

  it('contracts de and à with le and les, but not where the article is elided', () => {
    assert.equal(join('près de le roi de les amis'), 'près du roi des amis');
    assert.equal(join('à le roi à les amis à la reine'), 'au roi aux amis à la reine');
    assert.equal(join('à le ami de le œuf'), "à l' ami de l' œuf");
  });

  it('keeps the marks of words', () => {
    const mark = { adjective: {} } as never;
    const joined = joinFrench([{ text: 'de' }, { text: 'le' }, { text: 'vieux', mark }]);
    assert.deepEqual(joined, [{ text: 'du' }, { text: 'vieux', mark }]);
  });
});
