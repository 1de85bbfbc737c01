import assert from 'node:assert/strict';

import { checkpoint, interruptSignal } from 'kernel-lib';

const interruptKey = Symbol.for('attend.interrupt');
const cell = globalThis as { [interruptKey]?: AbortController };

describe('checkpoint', () => {
  afterEach(() => delete cell[interruptKey]);

  it('lets everything else take its turn', async () => {
    let turned = false;
    setImmediate(() => (turned = true));
    await checkpoint();
    assert.ok(turned);
  });

  it('ends the cell that was stopped, and not the next one', async () => {
    cell[interruptKey] = new AbortController();
    await checkpoint();
    cell[interruptKey].abort();
    assert.ok(interruptSignal().aborted);
    await assert.rejects(checkpoint(), { name: 'Interrupted' });
    cell[interruptKey] = new AbortController();
    await checkpoint();
  });

  it('belongs to the cell that called it, though a new one has begun meanwhile', async () => {
    const first = new AbortController();
    cell[interruptKey] = first;
    const waiting = checkpoint();
    first.abort();
    cell[interruptKey] = new AbortController();
    await assert.rejects(waiting, { name: 'Interrupted' });
  });

  it('never stops outside a kernel', async () => {
    assert.equal(interruptSignal().aborted, false);
    await checkpoint();
  });
});
