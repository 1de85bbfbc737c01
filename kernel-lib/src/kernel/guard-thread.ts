// The guard's own thread (see guard.ts): it answers and watches while the main thread computes.
import { workerData } from 'node:worker_threads';
import { answerHeartbeat } from './guard-heartbeat';
import { parentIsThere } from './guard-parent';
import type { GuardData } from './guard';

const { heartbeatAddress, watchInterval } = workerData as GuardData;

answerHeartbeat(heartbeatAddress).on('error', (error) => console.error('heartbeat:', error));

const isThere = parentIsThere();
setInterval(() => {
  if (!isThere()) process.kill(process.pid, 'SIGKILL'); // the main thread may never listen again
}, watchInterval);
