import {
  chip,
  element,
  escapeHtml,
  fold,
  inlineCode,
  muted,
  palette,
  panel,
  row,
} from '../figures/html';
import { evidenceHtml } from './report-evidence';
import {
  leakNote,
  passedWords,
  placeWords,
  scoreWords,
  type LessonStanding,
  type Report,
} from './report';

/** The report for a notebook: inline styles only, readable on white and on black, with styles removed too. */
export function reportHtml(report: Report): string {
  const { result, failing, lesson } = report;
  const { exercise } = result;
  if (!failing?.diagnosis) {
    const points = `${result.points} of ${exercise.points} points`;
    const note = leakNote(result);
    const line = row([
      chip('pass'),
      element('span', '', `${title(exercise.id)} — ${passedWords(result)}`),
      muted(points),
      lesson ? element('span', 'flex: 1 1 0px; text-align: right', standing(lesson)) : '',
    ]);
    const aside = note ? element('div', 'font-size: 13px; opacity: 0.75', escapeHtml(note)) : '';
    return frame('pass', [line, aside]);
  }
  const { diagnosis } = failing;
  const state = diagnosis.state === 'stub' || diagnosis.state === 'missing' ? 'stopped' : 'fail';
  const place = placeWords(report);
  return frame(state, [
    row([
      chip(state, state === 'stopped' ? '·' : undefined),
      element('span', '', `${title(exercise.id)} — ${escapeHtml(diagnosis.words)}`),
      place ? muted(escapeHtml(place)) : '',
    ]),
    causeBlock(report),
    ...diagnosis.evidence.map((one) => evidenceHtml(one, exercise)),
    hintBlock(report),
    trialBlock(report),
    foot(report),
  ]);
}

function frame(state: 'pass' | 'fail' | 'stopped', blocks: string[]): string {
  const style =
    'max-width: 760px; margin: 4px 0 10px 0; padding: 0 0 0 14px; ' +
    `border-left: 3px solid ${palette[state]}; font-size: 14px; line-height: 1.5`;
  return element('div', style, blocks.filter(Boolean).join('\n'));
}

function title(id: string): string {
  return element('strong', '', escapeHtml(id));
}

function causeBlock({ cause, detail }: Report): string {
  const head = element(
    'div',
    'font-size: 16px; font-weight: 600; line-height: 1.4',
    escapeHtml(cause),
  );
  const rest = detail.map((line) => element('div', 'opacity: 0.75', escapeHtml(line)));
  return element('div', 'margin: 10px 0 0 0', [head, ...rest].join('\n'));
}

function hintBlock({ hint }: Report): string {
  if (!hint) return '';
  const text = `<strong>Hint ${hint.level} of 3</strong> &nbsp;${escapeHtml(hint.text)}`;
  const next = hint.next
    ? element('div', 'margin: 2px 0 0 0; opacity: 0.75', `Next hint: ${inlineCode(hint.next)}`)
    : '';
  return panel(`${text}\n${next}`);
}

function trialBlock({ trial, failing }: Report): string {
  if (!trial) return '';
  const inputs = element('div', 'opacity: 0.75; font-size: 13px', escapeHtml(trial.inputs));
  const how =
    failing?.diagnosis?.state === 'gradient'
      ? element(
          'div',
          'max-width: 640px; font-size: 13px; opacity: 0.75',
          'A random dy is sent back through your function, and the result is compared with the gradient of the ' +
            'reference, so it does not matter how you wrote yours.',
        )
      : '';
  const body = [inlineCode(trial.code), inputs, how].filter(Boolean).join('\n');
  return fold('Try this case yourself', element('div', 'margin: 6px 0 0 0', body));
}

function foot({ result, lesson }: Report): string {
  const style =
    'margin: 10px 0 0 0; font-size: 13px; display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 24px';
  const here = element(
    'span',
    'opacity: 0.75; white-space: nowrap',
    `this exercise: ${scoreWords(result)}`,
  );
  return element('div', style, [lesson ? standing(lesson) : '', here].filter(Boolean).join('\n'));
}

/** One little box for each exercise of the lesson, filled when solved, and the same in words. */
function standing({ number, solved, of }: LessonStanding): string {
  const box = (isSolved: boolean): string => {
    const fill = isSolved ? `; background-color: ${palette.pass}` : '';
    const style = `display: inline-block; width: 12px; height: 8px; margin: 0 2px 0 0; border: 1px solid ${palette.pass}${fill}`;
    return element('span', style, '');
  };
  const boxes = Array.from({ length: of }, (_, at) => box(at < solved)).join('');
  const words = element(
    'span',
    'opacity: 0.75; white-space: nowrap; margin: 0 0 0 6px',
    `${solved} of ${of} in lesson ${escapeHtml(number)}`,
  );
  return element('span', 'white-space: nowrap; font-size: 13px', boxes + words);
}
