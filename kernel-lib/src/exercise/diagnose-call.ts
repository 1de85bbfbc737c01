import type { Diagnosis } from './diagnosis';
import { ownFrame } from './own-line';
import type { GradientOutcome, Outcome } from './types';

/** Why a call gave no value; null when it gave one. */
export function diagnoseCall(id: string, outcome: Outcome | GradientOutcome): Diagnosis | null {
  const plain = (
    state: Diagnosis['state'],
    words: string,
    cause: string,
    detail: string[],
  ): Diagnosis => ({ state, words, cause, detail, evidence: [] });
  switch (outcome.status) {
    case 'value':
    case 'gradients':
      return null;
    case 'missing':
      return plain('missing', 'not found', `There is no ${id} yet`, [
        `Run the cell that defines it, then check again.`,
      ]);
    case 'cell-failed': {
      const { message, lines } = outcome;
      const evidence = lines.length ? [{ type: 'lines' as const, lines }] : [];
      return {
        state: 'cell',
        words: 'its cell does not run',
        cause: message,
        detail: [],
        evidence,
      };
    }
    case 'promise':
      return plain('promise', 'returned a Promise', `${id} returned a Promise, not its result`, [
        'Is the function async? Leave async and await out; for numbers use dataSync().',
      ]);
    case 'timeout':
      return plain('timeout', 'no answer', `${id} gave no answer within ${outcome.seconds} s`, [
        'Does every loop end, and is every Promise resolved?',
      ]);
    case 'disposed':
      return outcome.what === 'input'
        ? plain('disposed', 'disposed its input', `${id} disposed a tensor that it was given`, [
            'Arguments belong to the caller; dispose only what you made.',
          ])
        : plain('disposed', 'returned a disposed tensor', `${id} returned a disposed tensor`, [
            'Was it made in tf.tidy and not returned from there, or disposed before return?',
          ]);
    case 'changed':
      return plain('changed', 'changed its input', `${id} changed an array that it was given`, [
        'Arguments belong to the caller: copy a list before you sort or change it, [...list].sort().',
      ]);
    case 'unusable':
      return plain('unusable', 'not a result', `${id} returned ${outcome.got}`, []);
    case 'threw':
      return diagnoseThrow(id, outcome);
  }
}

function diagnoseThrow(id: string, thrown: Outcome & { status: 'threw' }): Diagnosis {
  const { name, message, stack } = thrown;
  if (message === `${id}: not written yet`) {
    return {
      state: 'stub',
      words: 'not written yet',
      cause: `${id} is still to be written`,
      detail: ['Replace the line that throws, run the cell, then check again.'],
      evidence: [],
    };
  }
  const isError = stack !== undefined;
  const first = message.split('\n')[0].slice(0, 200) || '(no message)';
  const detail: string[] = [];
  const frame = ownFrame(stack);
  if (frame) detail.push(`Raised in ${frame.where}, line ${frame.line}.`);
  if (!isError) detail.push(`It threw a ${name}; throw new Error(…) keeps the line.`);
  if (/disposed/i.test(message)) {
    detail.push('A tensor was used after tf.tidy or dispose() had freed it.');
  }
  return {
    state: 'threw',
    words: 'threw an error',
    cause: isError ? `${name}: ${first}` : `It threw the ${name} "${first}"`,
    detail,
    evidence: frame?.lines.length ? [{ type: 'code', lines: frame.lines }] : [],
  };
}
