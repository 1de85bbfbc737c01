// The guard's own thread (see guard.ts): it answers and watches while the main thread computes.
import { workerData } from 'node:worker_threads';
import { Reply } from 'zeromq';
import { parentIsThere } from './guard-parent';
import type { GuardData } from './guard';

const { heartbeatAddress, watchInterval } = workerData as GuardData;

async function echo(): Promise<void> {
  const heartbeat = new Reply({ linger: 0 });
  await heartbeat.bind(heartbeatAddress);
  for await (const beat of heartbeat) await heartbeat.send(beat);
}

const isThere = parentIsThere();
setInterval(() => {
  if (!isThere()) process.kill(process.pid, 'SIGKILL'); // the main thread may never listen again
}, watchInterval);

echo().catch((error: unknown) => console.error('heartbeat:', error));
