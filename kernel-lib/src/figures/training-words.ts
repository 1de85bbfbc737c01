import type { Progress } from '../training/progress';
import { count, say } from './words';

/** Something to tell about a run besides its loss: a name and what it is. */
export type Fact = [name: string, value: string];

/** How many steps this run took itself. */
export function numNewSteps({ step, numResumed = 0 }: Progress): number {
  return step - numResumed;
}

/** What is worth telling besides the loss: the rate of a schedule, the best held-out measure, clipped steps. */
export function factsOf({
  status,
  step,
  learningRate,
  isScheduled,
  best,
  numClipped = 0,
}: Progress): Fact[] {
  const facts: (Fact | null)[] = [
    status === 'running' && isScheduled && learningRate !== null
      ? ['learning rate', say(learningRate)]
      : null,
    best ? ['best held-out', `${lossText(best.value)} at step ${count(best.step)}`] : null,
    numClipped > 0 ? ['gradient clipped', `in ${count(numClipped)} of ${count(step)} steps`] : null,
  ];
  return facts.filter((fact): fact is Fact => fact !== null);
}

/** What the learner has after a stop. */
export function adviceAfterStop({ step, numResumed, best }: Progress): string {
  if (step === 0) {
    return 'No step was finished: the weights are as they were. Run this cell again to train.';
  }
  const again = numResumed === undefined ? 'train from the start' : 'go on from here';
  const kept = count(best?.step ?? step);
  return `The weights of step ${kept} are kept, so the next cells work. Run this cell again to ${again}.`;
}

/** Why a run ended before its last step. */
export function adviceWhenEarly({ best }: Progress): string {
  const since = best ? ` since step ${count(best.step)}, whose weights are kept` : '';
  return `Ended early: the held-out measure has not become better${since}.`;
}

/** A loss with the digits that tell something. */
export function lossText(loss: number): string {
  const size = Math.abs(loss);
  if (size >= 1e5 || (size < 1e-4 && size > 0)) return loss.toExponential(2);
  return loss.toFixed(size >= 100 ? 1 : size >= 1 ? 2 : size >= 0.1 ? 3 : 4);
}

/** The first loss and the last. */
export function lossChange({ losses }: Progress): string {
  return `${lossText(losses[0])} → ${lossText(losses[losses.length - 1])}`;
}

/** The same with an arrow that every console has. */
export function plainArrow(text: string): string {
  return text.replace('→', '->');
}

/** How many steps a second. */
export function rateText(rate: number): string {
  return `${rate >= 100 ? count(Math.round(rate)) : rate.toFixed(1)} steps/s`;
}

/** The bar in characters. */
export function textBar({ step, totalSteps }: Progress): string {
  const full = Math.round((40 * step) / totalSteps);
  return `[${'█'.repeat(full)}${'░'.repeat(40 - full)}]  ${count(step)}/${count(totalSteps)}`;
}
