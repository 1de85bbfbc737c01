import { KernelServer } from 'kernel-lib/kernel/server';
import { kernelInfo } from 'kernel-lib/kernel/server-requests';
import { openWire } from 'kernel-lib/kernel/wire-sockets';
import type { FakeCell } from './fake-executor';
import { fakeExecutor } from './fake-executor';
import { JupyterClient, freeConnection } from './jupyter-client';

export interface Serving {
  client: JupyterClient;
  executor: ReturnType<typeof fakeExecutor>;
  shutdowns: number;
  troubles: unknown[];
  close(): Promise<void>;
}

/** A server over real sockets whose cells are functions of the test, and a client that is connected to it. */
export async function serve(cells: Record<string, FakeCell>): Promise<Serving> {
  const connection = await freeConnection();
  const wire = await openWire(connection);
  const client = new JupyterClient(connection);
  const serving: Serving = {
    client,
    executor: fakeExecutor(cells),
    shutdowns: 0,
    troubles: [],
    async close() {
      client.close();
      await wire.close();
    },
  };
  new KernelServer({
    executor: serving.executor,
    info: kernelInfo('0.1.0', '5.9.3'),
    shutdown: () => serving.shutdowns++,
    report: (trouble) => serving.troubles.push(trouble),
  }).serve(wire);
  await client.ready();
  return serving;
}
