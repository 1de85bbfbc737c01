import assert from 'node:assert/strict';
import type { IpynbOutput } from 'kernel-lib/notebook/ipynb';
import { OutputCollector } from 'kernel-lib/notebook/outputs';

describe('notebook/outputs', () => {
  it('joins neighbouring text of one stream and keeps the order of streams', () => {
    const outputs: IpynbOutput[] = [];
    const sink = new OutputCollector().sinkFor(outputs);
    sink.stream('stdout', 'a\nb');
    sink.stream('stdout', 'c\n');
    sink.stream('stderr', 'x');
    sink.stream('stdout', 'd');
    assert.deepEqual(outputs, [
      { output_type: 'stream', name: 'stdout', text: ['a\n', 'bc\n'] },
      { output_type: 'stream', name: 'stderr', text: ['x'] },
      { output_type: 'stream', name: 'stdout', text: ['d'] },
    ]);
  });

  it('joins ten thousand lines without getting slow', () => {
    const outputs: IpynbOutput[] = [];
    const sink = new OutputCollector().sinkFor(outputs);
    const began = performance.now();
    for (let line = 0; line < 10_000; line++) sink.stream('stdout', `${line}\n`);
    assert.equal((outputs[0].text as string[]).length, 10_000);
    assert.ok(performance.now() - began < 2000, 'joining must not be quadratic');
  });

  it('replaces an output in place, also one of an earlier cell, and adds none', () => {
    const collector = new OutputCollector();
    const [first, second]: IpynbOutput[][] = [[], []];
    collector.sinkFor(first).display({ 'text/plain': '10 %' }, { displayId: 'bar', update: false });
    collector.sinkFor(first).display({ 'text/plain': 'other' }, { update: false });
    collector.sinkFor(second).display({ 'text/plain': '90 %' }, { displayId: 'bar', update: true });
    assert.deepEqual(
      first.map(({ data }) => data),
      [{ 'text/plain': ['90 %'] }, { 'text/plain': ['other'] }],
    );
    assert.deepEqual(second, []);
  });

  it('shows an id again where it is shown again, and brings the earlier one up to date', () => {
    const collector = new OutputCollector();
    const outputs: IpynbOutput[] = [];
    const sink = collector.sinkFor(outputs);
    sink.display({ 'text/plain': 'a' }, { displayId: 'x', update: false });
    sink.display({ 'text/plain': 'b' }, { displayId: 'x', update: false });
    assert.deepEqual(
      outputs.map(({ data }) => data),
      [{ 'text/plain': ['b'] }, { 'text/plain': ['b'] }],
    );
  });

  it('keeps JSON as it is and splits text', () => {
    const outputs: IpynbOutput[] = [];
    const spec = { mark: 'bar' };
    new OutputCollector().sinkFor(outputs).display(
      {
        'application/vnd.vegalite.v5+json': spec,
        'image/svg+xml': '<svg>\n</svg>',
        'image/png': 'QUJD',
      },
      { update: false },
    );
    assert.deepEqual(outputs[0].data, {
      'application/vnd.vegalite.v5+json': spec,
      'image/svg+xml': ['<svg>\n', '</svg>'],
      'image/png': 'QUJD',
    });
  });
});
