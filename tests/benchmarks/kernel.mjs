// Our kernel against stock tslab, side by side: `node tests/benchmarks/kernel.mjs [rounds]`.
// The two take turns, and the best of all rounds counts: what else runs on the machine only ever adds time.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(import.meta.url);
const zmq = require('zeromq');
const { parseMessage, serializeMessage } = require('kernel-lib/kernel/wire');

const kernels = {
  ours: (file) => [require.resolve('kernel-lib/kernel/main'), file],
  stock: (file) => [require.resolve('tslab/bin/tslab'), 'kernel', '--config-path', file],
};
const numLines = 10_000;
const smallCells = 15;

async function freePort() {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A running kernel and the little of a front end that is needed to time it. */
class Session {
  replies = new Map();
  idle = new Set();
  lines = 0;

  static async start(command, folder) {
    const session = new Session();
    const names = ['shell_port', 'control_port', 'iopub_port', 'stdin_port', 'hb_port'];
    const ports = await Promise.all(names.map(freePort));
    session.key = randomUUID();
    const connection = { transport: 'tcp', ip: '127.0.0.1', key: session.key };
    connection.signature_scheme = 'hmac-sha256';
    names.forEach((name, index) => (connection[name] = ports[index]));
    const file = path.join(folder, `${session.key}.json`);
    fs.writeFileSync(file, JSON.stringify(connection));

    const often = { linger: 0, reconnectInterval: 5 };
    session.shell = new zmq.Dealer(often);
    session.iopub = new zmq.Subscriber({ ...often, receiveHighWaterMark: 0 });
    session.shell.connect(`tcp://127.0.0.1:${connection.shell_port}`);
    session.iopub.connect(`tcp://127.0.0.1:${connection.iopub_port}`);
    session.iopub.subscribe();
    void session.listen();
    const stdio = ['ignore', 'ignore', 'inherit'];
    session.child = spawn(process.execPath, command(file), { cwd: root, stdio });
    return session;
  }

  async listen() {
    const read = async (socket, take) => {
      for await (const frames of socket) take(parseMessage(frames, this.key));
    };
    void read(this.shell, (message) => this.replies.set(message.parent.msg_id, message));
    void read(this.iopub, ({ header, parent, content }) => {
      if (content.execution_state === 'idle') this.idle.add(parent.msg_id);
      if (header.msg_type === 'stream') this.lines += content.text.split('\n').length - 1;
    });
  }

  /** Sends a request and gives the milliseconds until its reply (and its idle) came; Infinity if it never does. */
  async time(type, content, { timeout = 20_000, untilIdle = true } = {}) {
    const id = randomUUID();
    const date = new Date().toISOString();
    const header = {
      msg_id: id,
      msg_type: type,
      session: 's',
      username: 'u',
      version: '5.3',
      date,
    };
    const message = { identities: [], header, parent: {}, metadata: {}, content, buffers: [] };
    const begin = performance.now();
    await this.shell.send(serializeMessage(message, this.key));
    while (!this.replies.has(id) || (untilIdle && !this.idle.has(id))) {
      if (performance.now() - begin > timeout) return Infinity;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return performance.now() - begin;
  }

  execute(code, options) {
    return this.time('execute_request', { code, silent: false, store_history: true }, options);
  }

  async stop() {
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
    this.shell.close();
    this.iopub.close();
  }
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

async function round(command, folder) {
  const begin = performance.now();
  const session = await Session.start(command, folder);
  try {
    await session.time('kernel_info_request', {}, { untilIdle: false });
    const ready = performance.now() - begin;
    // Subscriptions take a moment; what is lost before that would look like a slow cell.
    while ((await session.time('kernel_info_request', {}, { timeout: 200 })) === Infinity);
    await sleep(300);
    const first = await session.execute('const first: number = 1;');
    const small = [];
    for (let cell = 0; cell < smallCells; cell++) {
      small.push(await session.execute(`const c${cell}: number = first + ${cell}; c${cell}`));
    }
    session.lines = 0;
    const loop = `for (let i = 0; i < ${numLines}; i++) console.log(i);`;
    const log = await session.execute(loop, { timeout: 4000 });
    return { ready, first, small: median(small), log, lines: session.lines };
  } finally {
    await session.stop();
  }
}

const rounds = Number(process.argv[2] ?? 5);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-bench-'));
const results = { ours: [], stock: [] };
try {
  for (let turn = 0; turn < rounds; turn++) {
    for (const [name, command] of Object.entries(kernels)) {
      results[name].push(await round(command, folder));
    }
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}

const best = (name, what) => Math.min(...results[name].map((each) => each[what]));
const shown = (milliseconds) =>
  milliseconds === Infinity
    ? 'never idle'
    : `${milliseconds.toFixed(milliseconds < 100 ? 1 : 0)} ms`;
const rows = [
  ['start to ready', 'ready'],
  ['first cell', 'first'],
  ['small cell (median of 15)', 'small'],
  ['10,000 lines in one loop', 'log'],
].map(([title, what]) => {
  const [ours, stock] = [best('ours', what), best('stock', what)];
  const ratio = stock === Infinity ? '0' : (ours / stock).toFixed(2);
  return `| ${title} | ${shown(ours)} | ${shown(stock)} | ${ratio} |`;
});
const lines = (name) => `${Math.min(...results[name].map((each) => each.lines))}`;
console.log(`Node ${process.versions.node}, best of ${rounds} rounds

| | ours | stock tslab | ours / stock |
|---|---|---|---|
${rows.join('\n')}
| lines that arrived | ${lines('ours')} | ${lines('stock')} | |`);
