import { randomUUID } from 'node:crypto';
import { setProgressView, type Progress, type ProgressView } from '../training/progress';
import { emit } from './emit';
import {
  chip,
  element,
  escapeHtml,
  labelled,
  muted,
  note,
  output,
  progressTrack,
  row,
  sparkBars,
} from './html';
import type { MimeBundle } from './mime';
import {
  adviceAfterStop,
  adviceWhenEarly,
  factsOf,
  lossChange,
  lossText,
  numNewSteps,
  plainArrow,
  rateText,
  textBar,
} from './training-words';
import { count, duration, fill, plural, say } from './words';

/** Bars of the live curve. */
const numBars = 24;
const stoppedColor = 'rgba(127,127,127,0.7)';

/** Training runs show a bar that is updated in place. */
export function installTrainingBar(): void {
  setProgressView(trainingBar);
}

/** One bar: the first call shows it, later calls replace it. */
export function trainingBar(): ProgressView {
  const displayId = randomUUID();
  let isShown = false;
  return (progress) => {
    const inConsole = progress.status !== 'running';
    emit(trainingBundle(progress), { displayId, update: isShown, inConsole });
    isShown = true;
  };
}

/** The state of a run as HTML and text: running, done, stopped by the reader, or no longer finite. */
export function trainingBundle(progress: Progress): MimeBundle {
  const view = { running, done, early, cancelled, diverged }[progress.status];
  return view(progress);
}

function running(progress: Progress): MimeBundle {
  const { step, totalSteps, label, losses, elapsedSeconds } = progress;
  const rate = elapsedSeconds > 0 && step > 0 ? numNewSteps(progress) / elapsedSeconds : null;
  const left = rate === null ? null : duration((totalSteps - step) / rate);
  const loss = losses.length > 0 ? lossText(losses[losses.length - 1]) : null;
  const title = `<strong>Training</strong> ${escapeHtml(label)}`;
  const position = `step ${count(step)} of ${count(totalSteps)}`;
  const html = output(
    element(
      'div',
      'display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 16px',
      `<span>${title}</span>\n${muted(position)}`,
    ),
    progressTrack(step / totalSteps),
    element(
      'div',
      'font-size: 13px',
      row(
        [
          loss === null
            ? ''
            : element('span', '', `${labelled('loss', loss)} ${sparkBars(curve(losses))}`),
          rate === null ? muted('first step …') : labelled('rate', rateText(rate)),
          left === null ? '' : labelled('left', left),
          ...htmlFacts(progress),
        ],
        '2px 28px',
      ),
    ),
  );
  const numbers = [
    loss === null ? '' : `loss ${loss}`,
    rate === null ? 'first step' : rateText(rate),
    left === null ? '' : `${left} left`,
    ...textFacts(progress),
  ].filter(Boolean);
  return {
    'text/html': html,
    'text/plain': `Training ${label}\n${textBar(progress)}\n${numbers.join('   ')}`,
  };
}

function early(progress: Progress): MimeBundle {
  return ended(progress, adviceWhenEarly(progress));
}

function done(progress: Progress): MimeBundle {
  return ended(progress, null);
}

function ended(progress: Progress, advice: string | null): MimeBundle {
  const { step, label, elapsedSeconds, numResumed = 0 } = progress;
  const resumed = numResumed > 0 ? ` (${count(numResumed)} from the checkpoint)` : '';
  const time = `${plural(step, 'step')}${resumed} in ${duration(elapsedSeconds)}`;
  const html = output(
    row([
      chip('pass'),
      `<span><strong>Trained</strong> ${escapeHtml(label)}</span>`,
      muted(time),
      labelled('loss', lossChange(progress)),
      ...htmlFacts(progress),
    ]),
    advice === null ? '' : note(advice),
  );
  const numbers = [`loss ${plainArrow(lossChange(progress))}`, ...textFacts(progress)];
  const lines = [
    `✔ Trained ${label} · ${time}`,
    `  ${numbers.join('   ')}`,
    ...(advice === null ? [] : indented(advice)),
  ];
  return { 'text/html': html, 'text/plain': lines.join('\n') };
}

function cancelled(progress: Progress): MimeBundle {
  const { step, totalSteps, elapsedSeconds } = progress;
  const where = `at step ${count(step)} of ${count(totalSteps)}`;
  const time = `after ${duration(elapsedSeconds)}`;
  const advice = adviceAfterStop(progress);
  const hasLoss = progress.losses.length > 0;
  const html = output(
    row([
      chip('stopped'),
      `<span><strong>Stopped by you</strong> ${where}</span>`,
      muted(time),
      hasLoss ? labelled('loss', lossChange(progress)) : '',
    ]),
    progressTrack(step / totalSteps, stoppedColor),
    note(advice),
  );
  const lines = [
    `■ Stopped by you ${where}, ${time}`,
    textBar(progress),
    hasLoss ? `  loss ${plainArrow(lossChange(progress))}` : '',
    ...indented(advice),
  ];
  return { 'text/html': html, 'text/plain': lines.filter(Boolean).join('\n') };
}

function diverged(progress: Progress): MimeBundle {
  const { step, totalSteps, losses, learningRate } = progress;
  const where = `at step ${count(step + 1)} of ${count(totalSteps)}`;
  const last = losses.length > 0 ? lossText(losses[losses.length - 1]) : null;
  const rate = learningRate === null ? '' : ` (here ${say(learningRate)})`;
  const advice =
    `Usual causes: a learning rate that is too high${rate}, or a row of scores that is masked everywhere. ` +
    `The weights of ${progress.best ? `step ${count(progress.best.step)}` : 'the last finite step'} are kept.`;
  const html = output(
    row([
      chip('fail'),
      `<span><strong>Stopped: the loss is not a finite number</strong> ${where}</span>`,
      last === null ? '' : labelled('last finite loss', last),
    ]),
    progressTrack(step / totalSteps, stoppedColor),
    note(advice),
  );
  const head = `✘ Stopped: the loss is not a finite number ${where}`;
  const lines = [
    head,
    textBar(progress),
    last === null ? '' : `  last finite loss ${last}`,
    ...indented(advice),
  ];
  return { 'text/html': html, 'text/plain': lines.filter(Boolean).join('\n') };
}

function htmlFacts(progress: Progress): string[] {
  return factsOf(progress).map(([name, value]) => labelled(name, value));
}

function textFacts(progress: Progress): string[] {
  return factsOf(progress).map(([name, value]) => `${name} ${value}`);
}

function indented(sentences: string): string[] {
  return fill(sentences, 76)
    .split('\n')
    .map((line) => `  ${line}`);
}

/** The mean loss of equal stretches of the run, one for each bar. */
export function curve(losses: readonly number[]): number[] {
  const bars = Math.min(numBars, losses.length);
  const means = Array.from({ length: bars }, (_, i) => {
    const stretch = losses.slice(
      Math.floor((i * losses.length) / bars),
      Math.floor(((i + 1) * losses.length) / bars),
    );
    return stretch.reduce((sum, loss) => sum + loss, 0) / stretch.length;
  });
  // Losses below zero (log likelihoods) still show a shape.
  const lowest = Math.min(0, ...means);
  return means.map((mean) => mean - lowest);
}
