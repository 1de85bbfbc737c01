import assert from 'node:assert/strict';
import { values } from 'kernel-lib/exercise/define';
import { localCandidate } from 'kernel-lib/exercise/expectations';
import { buildGolden, expectationsIn, formatGolden, parseGolden } from 'kernel-lib/exercise/golden';
import { reportHtml } from 'kernel-lib/exercise/report-html';
import { reportText } from 'kernel-lib/exercise/report-text';
import { runExercise } from 'kernel-lib/exercise/run';
import { diagnosisOf, examine, exerciseOf } from './tools';

const inputs = () => ({ words: ['c', 'a', 'b'] });
const exercise = exerciseOf([values({ name: 'three words', inputs })]);
const reference = (words: string[]): string => [...words].sort()[0];
const sorting = (words: string[]): string => words.sort()[0];
const emptying = (words: string[]): string => words.splice(0).sort()[0];

describe('diagnose: an argument that the answer changed', () => {
  const options = { exercise, reference, known: [] };

  it('has a state of its own, that is not the one of a disposed tensor', async () => {
    for (const answer of [sorting, emptying]) {
      const { state, cause, detail } = await diagnosisOf(answer, options);
      assert.equal(state, 'changed');
      assert.equal(cause, 'answer changed an array that it was given');
      assert.match(detail, /\[\.\.\.list\]\.sort\(\)/);
    }
  });

  it('is what the report says, as text and as HTML, without a hint that leads away', async () => {
    const report = await examine(sorting, options);
    assert.match(reportText(report), /^✘ answer · changed its input · case 1 of 1, three words\n/);
    assert.match(reportHtml(report), /<strong>answer<\/strong> — changed its input/);
    assert.equal(report.hint, null);
    assert.equal((await examine(sorting, { ...options, hint: 1 })).hint?.text, 'What is mixed?');
    assert.ok(report.trial);
  });

  it('is kept in a golden file, so that a known mistake of this kind is named', async () => {
    const known = { id: 'in-place', says: 'a list sorted in place', hint: 'Whose list is it?' };
    const mistakes = { answer: [{ ...known, answer: sorting }] };
    const made = await buildGolden([exercise], { answer: reference }, mistakes);
    const golden = parseGolden(formatGolden(made), 'x.json');
    const expectations = expectationsIn(golden, exercise, 'x.json');
    assert.deepEqual(expectations.cases[0].mistakes['in-place'].outcome, { status: 'changed' });
    const result = await runExercise(exercise, localCandidate(exercise, emptying), expectations);
    assert.deepEqual(result.cases[0].mistake, known);
  });
});
