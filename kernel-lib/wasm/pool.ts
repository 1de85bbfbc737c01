import { gemmBytes } from './gemm';
import { REACH_BYTES } from './reach';
import { runChunk } from './jobs';

// The control block that all threads share, in bytes from its beginning:
//   0 ticket (i64): number of the job << 32 | chunks nobody has taken yet
//  64 epoch: grows by 1 with every job, what idle workers wait on
// 128 how many workers sleep       192 chunks done by workers
// 256 the main thread sleeps       320 the workers shall end
// 384 operation                    388 number of chunks
// 392 workers that have started    396 chunks that workers have to do
// 448 the arguments of the job (32 words)
// 640 for each worker whether it may be in a chunk
const EPOCH: usize = 64;
const SLEEPERS: usize = 128;
const DONE: usize = 192;
const MAIN_SLEEPS: usize = 256;
const STOP: usize = 320;
const OPERATION: usize = 384;
const NUM_CHUNKS: usize = 388;
const READY: usize = 392;
const EXPECTED: usize = 396;
const ARGUMENTS: usize = 448;
const BUSY: usize = 640;
const MOST_WORKERS: usize = 63;
const HUNDRED_MILLISECONDS: i64 = 100_000_000;
const TIMED_OUT: i32 = 2;

let jobNumber: i64 = 0;

/** How a job stands. */
enum State {
  done,
  /** A worker has died in it; its result is void. */
  lost,
  /** Workers are at it: `wait` again, after a look at who is still alive. */
  waiting,
}

/** The bytes of the control block. */
export function controlBytes(): i32 {
  return 1024;
}

/** The bytes that each thread needs for itself. */
export function workspaceBytes(): i32 {
  return <i32>(gemmBytes() + REACH_BYTES);
}

/** Where the arguments of a job begin in the control block. */
export function argumentsAt(): i32 {
  return <i32>ARGUMENTS;
}

/** Takes chunks of the job that is open until none is left; how many it did. */
function takeChunks(control: usize, workspace: usize): i32 {
  let done = 0;
  let ticket = atomic.load<i64>(control);
  for (; <i32>ticket > 0; ticket = atomic.load<i64>(control)) {
    const left = <i32>ticket;
    if (atomic.cmpxchg<i64>(control, ticket, ticket - 1) != ticket) continue;
    const numChunks = load<i32>(control + NUM_CHUNKS);
    const operation = load<i32>(control + OPERATION);
    runChunk(operation, control + ARGUMENTS, left - 1, numChunks, workspace);
    done++;
  }
  return done;
}

/**
 * Runs a job; the state it is left in. Chunk boundaries are the same with and without workers, and so is every
 * bit of the result.
 */
export function run(
  control: usize,
  workspace: usize,
  operation: i32,
  numChunks: i32,
  isParallel: i32,
  spins: i32,
): i32 {
  if (!isParallel || numChunks < 2) {
    for (let i = 0; i < numChunks; i++) {
      runChunk(operation, control + ARGUMENTS, i, numChunks, workspace);
    }
    return State.done;
  }
  offer(control, operation, numChunks);
  const own = takeChunks(control, workspace);
  store<i32>(control + EXPECTED, numChunks - own);
  return wait(control, spins);
}

/** Opens a job to the workers. */
export function offer(control: usize, operation: i32, numChunks: i32): void {
  store<i32>(control + OPERATION, operation);
  store<i32>(control + NUM_CHUNKS, numChunks);
  store<i32>(control + EXPECTED, numChunks);
  atomic.store<i32>(control + DONE, 0);
  jobNumber++;
  atomic.store<i64>(control, (jobNumber << 32) | (<i64>numChunks));
  atomic.add<i32>(control + EPOCH, 1);
  const sleepers = atomic.load<i32>(control + SLEEPERS);
  if (sleepers > 0) atomic.notify(control + EPOCH, min(sleepers, numChunks - 1));
}

/** Waits for the workers, a tenth of a second at most. */
export function wait(control: usize, spins: i32): i32 {
  const expected = load<i32>(control + EXPECTED);
  for (let spin = 0; spin < spins; spin++) {
    if (atomic.load<i32>(control + DONE) >= expected) return State.done;
  }
  atomic.store<i32>(control + MAIN_SLEEPS, 1);
  let state = State.waiting;
  while (state == State.waiting) {
    // In this order: who is no longer busy has said before what it did.
    const isBusy = isAnyBusy(control);
    const done = atomic.load<i32>(control + DONE);
    if (done >= expected) state = State.done;
    else if (!isBusy) state = State.lost;
    else if (atomic.wait<i32>(control + DONE, done, HUNDRED_MILLISECONDS) == TIMED_OUT) break;
  }
  atomic.store<i32>(control + MAIN_SLEEPS, 0);
  return state;
}

function isAnyBusy(control: usize): bool {
  for (let worker: usize = 0; worker < MOST_WORKERS; worker++) {
    if (atomic.load<i32>(control + BUSY + 4 * worker) != 0) return true;
  }
  return false;
}

/** What a worker does all its life: take chunks, look around a little, sleep. */
export function work(control: usize, workspace: usize, spins: i32, worker: i32): void {
  const busy = control + BUSY + 4 * <usize>worker;
  atomic.add<i32>(control + READY, 1);
  for (;;) {
    atomic.store<i32>(busy, 1);
    const done = takeChunks(control, workspace);
    if (done > 0) atomic.add<i32>(control + DONE, done);
    atomic.store<i32>(busy, 0);
    if (done > 0 && atomic.load<i32>(control + MAIN_SLEEPS) != 0) atomic.notify(control + DONE, 1);
    if (atomic.load<i32>(control + STOP) != 0) return;
    const seen = epoch(control);
    if (lookAround(control, seen, spins)) continue;
    atomic.add<i32>(control + SLEEPERS, 1);
    atomic.wait<i32>(control + EPOCH, seen, -1);
    atomic.sub<i32>(control + SLEEPERS, 1);
  }
}

/** The number of jobs so far. */
export function epoch(control: usize): i32 {
  return atomic.load<i32>(control + EPOCH);
}

/** Whether there is news within so many looks. */
export function lookAround(control: usize, seen: i32, spins: i32): bool {
  for (let spin = 0; spin < spins; spin++) {
    if (atomic.load<i32>(control + EPOCH) != seen) return true;
  }
  return <i32>atomic.load<i64>(control) > 0;
}

/** Notes that a worker is dead, so that nobody waits for it. */
export function bury(control: usize, worker: i32): void {
  atomic.store<i32>(control + BUSY + 4 * <usize>worker, 0);
  atomic.notify(control + DONE, 1);
}

/** How many workers have started. */
export function numReady(control: usize): i32 {
  return atomic.load<i32>(control + READY);
}

/** How many workers sleep, and use no time. */
export function numSleeping(control: usize): i32 {
  return atomic.load<i32>(control + SLEEPERS);
}

/** Ends all workers. */
export function stop(control: usize): void {
  atomic.store<i32>(control + STOP, 1);
  atomic.add<i32>(control + EPOCH, 1);
  atomic.notify(control + EPOCH, -1);
}
