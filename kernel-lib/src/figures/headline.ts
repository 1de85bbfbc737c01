import { emit } from './emit';
import { chip, element, escapeHtml, labelled, muted, output, row } from './html';
import type { MimeBundle } from './mime';
import { say } from './words';

/** The bounds that a result must keep. */
export interface Gate {
  atLeast?: number;
  atMost?: number;
}

export interface Headline {
  /** What was measured, e.g. `mean squared error, learned width`. */
  name: string;
  value: number;
  gate: Gate;
  /** The seed of the run, where there is one. */
  seed?: number;
}

/** The MIME type under which the headlines runner finds the numbers of a lesson. */
export const headlineMime = 'application/vnd.attend.headline+json';

/**
 * Shows a measured result in one line, with the bound that it must keep, and hands it to the runner that
 * collects the results of all lessons. It never throws: a missed bound is said, and the lesson goes on.
 */
export function headline(result: Headline): void {
  emit(headlineBundle(result));
}

/** Whether a value keeps its bounds; NaN never does. */
export function keepsGate(value: number, gate: Gate): boolean {
  // Every comparison with NaN is false.
  return value >= (gate.atLeast ?? -Infinity) && value <= (gate.atMost ?? Infinity);
}

/** One output in three formats: data for the runner, HTML and text for people. */
export function headlineBundle(result: Headline): MimeBundle {
  const gate = result.gate ?? {};
  const passed = keepsGate(result.value, gate);
  const value = typeof result.value === 'number' ? say(result.value) : String(result.value);
  const bounds = [
    gate.atLeast === undefined ? '' : `at least ${say(gate.atLeast)}`,
    gate.atMost === undefined ? '' : `at most ${say(gate.atMost)}`,
  ].filter(Boolean);
  const expected = bounds.length === 0 ? '' : `expected ${bounds.join(' and ')}`;
  const seed = result.seed === undefined ? '' : `seed ${result.seed}`;
  const html = output(
    row([
      chip(passed ? 'pass' : 'fail'),
      element('strong', '', escapeHtml(String(result.name))),
      labelled('', value).trim(),
      ...[expected, seed].filter(Boolean).map((text) => muted(escapeHtml(text))),
    ]),
  );
  const details = [expected, seed].filter(Boolean).join(', ');
  return {
    [headlineMime]: { name: result.name, value: result.value, gate, seed: result.seed, passed },
    'text/html': html,
    'text/plain': `${passed ? '✔' : '✘'} ${result.name}: ${value}${details ? ` (${details})` : ''}`,
  };
}
