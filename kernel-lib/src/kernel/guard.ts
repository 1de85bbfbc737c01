import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ConnectionInfo } from './wire-connection';
import { address } from './wire-connection';

export interface GuardData {
  heartbeatAddress: string;
  /** Milliseconds between two looks for the parent process. */
  watchInterval: number;
}

/**
 * Starts the thread that does what must go on while a cell computes without a pause: it answers the heartbeat, so
 * that no front end takes a busy kernel for a dead one, and it ends the kernel when the Jupyter server that
 * started it is gone, even out of an endless loop.
 */
export function startGuard(connection: ConnectionInfo, watchInterval: number = 1000): Worker {
  const workerData: GuardData = {
    heartbeatAddress: address(connection, connection.hb_port),
    watchInterval,
  };
  const guard = new Worker(path.join(__dirname, 'guard-thread.js'), { workerData });
  guard.unref();
  return guard;
}
