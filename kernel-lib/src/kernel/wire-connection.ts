import { readFileSync } from 'node:fs';

/** What Jupyter writes into the connection file whose path it hands to the kernel. */
export interface ConnectionInfo {
  transport: string;
  ip: string;
  key: string;
  shell_port: number;
  control_port: number;
  iopub_port: number;
  stdin_port: number;
  hb_port: number;
}

const ports = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'] as const;

/**
 * Reads a connection file.
 * @throws when it cannot be read, a port is missing, or it asks for a signature other than HMAC-SHA256
 */
export function readConnection(file: string): ConnectionInfo {
  const raw = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  for (const port of ports) {
    if (!Number.isInteger(raw[port])) {
      throw new Error(`readConnection: ${port} must be an integer, got ${String(raw[port])}`);
    }
  }
  const scheme = raw.signature_scheme ?? 'hmac-sha256';
  if (scheme !== 'hmac-sha256') {
    throw new Error(`readConnection: signature_scheme must be hmac-sha256, got ${String(scheme)}`);
  }
  return { transport: 'tcp', ip: '127.0.0.1', key: '', ...raw } as ConnectionInfo;
}

/** The address of one socket: `tcp://127.0.0.1:5555`, or `ipc:///path-1` where Jupyter numbers files. */
export function address(connection: ConnectionInfo, port: number): string {
  const separator = connection.transport === 'ipc' ? '-' : ':';
  return `${connection.transport}://${connection.ip}${separator}${port}`;
}
