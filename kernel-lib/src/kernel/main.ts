// The process that Jupyter starts for each notebook: node …/dist/kernel/main.js CONNECTION_FILE
import nodeModule from 'node:module';
import { readFileSync, writeSync } from 'node:fs';
import { inspect } from 'node:util';

// From Node 22 on, compiled code of earlier starts is kept: TypeScript alone is 9 MB of source.
(nodeModule as { enableCompileCache?: () => unknown }).enableCompileCache?.();

/** Loads the heavy parts while the sockets are being bound; requests that come meanwhile wait in them. */
async function main(connectionFile: string): Promise<void> {
  const { readConnection } = await import('./wire-connection');
  const { openWire } = await import('./wire-sockets');
  const connection = readConnection(connectionFile);
  const opening = openWire(connection);

  const { createExecutor } = await import('./executor');
  const { startGuard } = await import('./guard');
  const { KernelServer } = await import('./server');
  const { kernelInfo } = await import('./server-requests');
  const executor = createExecutor({ directory: process.cwd(), handleSigint: true });
  const wire = await opening;
  const stop = async (): Promise<void> => {
    executor.close();
    await wire.close();
  };
  const server = new KernelServer({
    executor,
    info: kernelInfo(versionOf('kernel-lib'), versionOf('typescript')),
    shutdown: () => void stop().finally(() => process.exit(0)),
    // Not console.error: that would write into the running cell.
    report: (trouble) => writeSync(2, `attend kernel: ${inspect(trouble)}\n`),
  });
  server.serve(wire);
  startGuard(connection);
}

function versionOf(name: string): string {
  const file = require.resolve(`${name}/package.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

const [connectionFile] = process.argv.slice(2);
if (connectionFile === undefined) {
  console.error('attend kernel: usage: node main.js CONNECTION_FILE (Jupyter starts it, not you)');
  process.exitCode = 2;
} else {
  main(connectionFile).catch((error: unknown) => {
    console.error('attend kernel:', error);
    process.exit(1);
  });
}
