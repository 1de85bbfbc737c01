import assert from 'node:assert/strict';
import { emit } from 'kernel-lib/figures/emit';
import { outputsOf } from './support';

const data = { 'text/plain': 'a line', 'text/html': '<b>a line</b>' };

function printedBy(action: () => void): string[] {
  const printed: string[] = [];
  const { log } = console;
  console.log = (line: string): void => void printed.push(line);
  try {
    action();
  } finally {
    console.log = log;
  }
  return printed;
}

describe('emit', () => {
  it('sends all formats in one message, with the id of the output', async () => {
    const sent = await outputsOf(() => {
      emit(data);
      emit(data, { displayId: 'bar', update: true });
    });
    assert.deepEqual(sent, [
      { data, displayId: undefined, update: false },
      { data, displayId: 'bar', update: true },
    ]);
  });

  it('prints the text where there is no kernel, but not its updates', () => {
    assert.deepEqual(
      printedBy(() => emit(data)),
      ['a line'],
    );
    assert.deepEqual(
      printedBy(() => emit(data, { displayId: 'bar', update: true })),
      [],
    );
    assert.deepEqual(
      printedBy(() => emit(data, { inConsole: false })),
      [],
    );
    assert.deepEqual(
      printedBy(() => emit(data, { update: true, inConsole: true })),
      ['a line'],
    );
    assert.deepEqual(
      printedBy(() => emit({ 'text/html': 'x' })),
      [],
    );
  });
});
