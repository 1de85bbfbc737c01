import { at, int, pointer, rowAt, startOf } from './job';

/** target += source, number by number. */
export function addTo(count: i32, target: usize, source: usize): void {
  const whole = count & ~3;
  for (let i = 0; i < whole; i += 4) {
    v128.store(at(target, i), f32x4.add(v128.load(at(target, i)), v128.load(at(source, i))));
  }
  for (let i = whole; i < count; i++) {
    store<f32>(at(target, i), load<f32>(at(target, i)) + load<f32>(at(source, i)));
  }
}

/** The sum of the rows of one chunk. Job: rows, columns, source, parts (numChunks rows). */
export function rowSumsJob(job: usize, chunk: i32, numChunks: i32): void {
  const columns = int(job, 1);
  const part = rowAt(pointer(job, 3), chunk, columns);
  memory.fill(part, 0, (<usize>columns) << 2);
  const last = startOf(chunk + 1, numChunks, int(job, 0));
  for (let row = startOf(chunk, numChunks, int(job, 0)); row < last; row++) {
    addTo(columns, part, rowAt(pointer(job, 2), row, columns));
  }
}

/**
 * Adds up what chunks have summed, always in the same order. Job: parts, columns, source, numbers from one part
 * to the next, target.
 */
export function foldJob(job: usize, chunk: i32, numChunks: i32): void {
  const from = startOf(chunk, numChunks, int(job, 1), 4);
  const count = startOf(chunk + 1, numChunks, int(job, 1), 4) - from;
  const target = at(pointer(job, 4), from);
  memory.fill(target, 0, (<usize>count) << 2);
  for (let part = 0; part < int(job, 0); part++) {
    addTo(count, target, at(rowAt(pointer(job, 2), part, int(job, 3)), from));
  }
}
