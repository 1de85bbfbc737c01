import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const headlineMime = 'application/vnd.attend.headline+json';

export interface Output {
  output_type: string;
  name?: string;
  text?: string;
  data?: Record<string, unknown>;
}

export interface MeasuredResult {
  name: string;
  value: number;
  gate: { atLeast?: number; atMost?: number };
  seed?: number;
  passed: boolean;
}

export interface HeadlessRun {
  code: number | null;
  log: string;
  seconds: number;
  /** The most memory that its cells held, in GB. */
  memory: number;
  outputs: Output[];
  headlines: MeasuredResult[];
}

/** Runs a notebook of the course (path relative to it) without Jupyter. */
export async function runHeadless(notebook: string, env: NodeJS.ProcessEnv): Promise<HeadlessRun> {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-headless-'));
  const started = performance.now();
  const args = ['kernel-lib/bin/attend.cjs', 'run', notebook, '--out', out];
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  const seconds = (performance.now() - started) / 1000;
  const file = path.join(out, path.basename(notebook));
  const cells = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).cells : [];
  fs.rmSync(out, { recursive: true, force: true });
  const outputs = (cells as { outputs?: Output[] }[]).flatMap((cell) => cell.outputs ?? []);
  const headlines = outputs.flatMap((output) => output.data?.[headlineMime] ?? []);
  const memory = Number(/([\d.]+) GB of memory/.exec(log)?.[1]);
  return { code, log, seconds, memory, outputs, headlines: headlines as MeasuredResult[] };
}
