import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutputQueue } from 'kernel-lib/kernel/output-queue';

type Sent = { type: string; name?: string; text?: string; data?: unknown; transient?: object };

function recorded(limit?: number): { queue: OutputQueue; sent: Sent[]; text: () => string } {
  const sent: Sent[] = [];
  const queue = new OutputQueue((type, content) => sent.push({ type, ...content }), limit);
  return { queue, sent, text: () => sent.map((message) => message.text ?? '').join('') };
}

describe('kernel/output-queue', () => {
  it('publishes the first text of a quiet cell at once, before the turn ends', () => {
    const { queue, sent } = recorded();
    queue.stream('stdout', 'training\n');
    assert.deepEqual(sent, [{ type: 'stream', name: 'stdout', text: 'training\n' }]);
  });

  it('puts 10,000 lines into few messages, complete and in order', () => {
    const { queue, sent, text } = recorded();
    const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}\n`);
    for (const line of lines) queue.stream('stdout', line);
    queue.flush();
    assert.equal(text(), lines.join(''));
    assert.ok(sent.length <= 20, `${sent.length} messages`);
  });

  it('publishes collected text after 100 ms without being asked', async () => {
    const { queue, text } = recorded();
    const lines = Array.from({ length: 50 }, (_, index) => `${index}\n`);
    for (const line of lines) queue.stream('stdout', line);
    assert.notEqual(text(), lines.join(''));
    await sleep(150);
    assert.equal(text(), lines.join(''));
  });

  it('keeps the order of streams, displays and updates', () => {
    const { queue, sent } = recorded();
    for (let index = 0; index < 20; index++) queue.stream('stdout', 'a');
    queue.stream('stderr', 'b');
    queue.stream('stdout', 'c');
    queue.display({ 'text/plain': 'd' }, { displayId: 'bar', update: false });
    queue.stream('stdout', 'e');
    queue.display({ 'text/plain': 'f' }, { displayId: 'bar', update: true });
    queue.flush();
    const order = sent.map(({ type, text, data }) => text ?? (data as object) ?? type);
    const read = order.map((part) => (typeof part === 'string' ? part : Object.values(part)[0]));
    assert.equal(read.join(''), `${'a'.repeat(20)}bcdef`);
    const out = sent.filter(({ name }) => name === 'stdout').map(({ text }) => text);
    assert.equal(out.join(''), `${'a'.repeat(20)}ce`);
    const [first, second] = sent.filter(({ type }) => type.includes('display'));
    assert.equal(first.type, 'display_data');
    assert.equal(second.type, 'update_display_data');
    assert.deepEqual(second.transient, { display_id: 'bar' });
  });

  it('cuts 50 MB at the limit and says how much, with the last lines', () => {
    const { queue, sent, text } = recorded();
    const line = `${'x'.repeat(99)}\n`; // 100 bytes, 500,000 times
    for (let index = 0; index < 499_999; index++) queue.stream('stdout', line);
    queue.stream('stdout', `${'the end'.padStart(99)}\n`);
    queue.flush();
    assert.ok(text().length < 2_010_000, `${text().length} characters`);
    const note = sent.at(-1)?.text ?? '';
    assert.match(note, /printed 50\.0 MB; 48\.0 MB of it are not shown/);
    assert.match(note, /the end\n$/);
  });

  it('cuts between lines, counts bytes, and says nothing when nothing was cut', () => {
    const { queue, sent } = recorded(10);
    queue.stream('stdout', 'one\n');
    queue.flush();
    assert.equal(sent.length, 1);
    queue.stream('stdout', 'é\nééé\nsix\n'); // 3 + 7 + 4 bytes, of which the first 3 fit
    queue.flush();
    assert.equal(sent[1].text, 'é\n');
    assert.match(sent[2].text ?? '', /not shown.*\nééé\nsix\n$/s);
    queue.stream('stdout', 'ok\n'); // would fit, but what came before it was cut
    queue.flush();
    assert.match(sent[3].text ?? '', /not shown.*\nok\n$/s);
  });
});
