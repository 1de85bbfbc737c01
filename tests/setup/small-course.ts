import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');
const programs = path.join(root, 'tests/fixtures/setup/programs.cjs');

/** How the programs that stand in behave; each text is what one prints before it fails. */
export interface Fake {
  npm?: string;
  build?: string;
  venv?: string;
  /** `hangs`: the installation of the Python packages never ends. */
  install?: string;
  /** What each program answers when asked which Python it is. */
  python?: Record<string, string>;
  jupyterExit?: number;
  /** Of the native packages: `hangs`, or what is printed before it fails; `other` fetches another file. */
  download?: string;
  unpack?: string;
  compile?: string;
  pip?: 'missing';
}

export interface Ended {
  code: number | null;
  output: string;
}

/** The real set-up in a small course of its own, with programs that stand in for npm, Python and uv. */
export class SmallCourse {
  readonly folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'attend-setup-'));
  /** Which program of kernel-lib/setup runs. */
  door = 'start.mjs';
  course = path.join(this.folder, 'course');
  private readonly bin = path.join(this.folder, 'bin');
  private readonly log = path.join(this.folder, 'calls.log');

  constructor(onPath: string[] = ['python3']) {
    const setup = path.join(root, 'kernel-lib', 'setup');
    fs.cpSync(setup, path.join(this.course, 'kernel-lib', 'setup'), { recursive: true });
    this.program(path.join(this.course, 'kernel-lib', 'setup', 'build.mjs'));
    this.program(path.join(this.course, 'kernel-lib', 'bin', 'attend.cjs'));
    this.program(path.join(this.bin, 'npm-cli.js'));
    for (const name of onPath) this.program(path.join(this.bin, name));
    const left = { version: '1.0.0', integrity: 'sha512-x' };
    const packages = { '': { name: 'small' }, 'node_modules/left': left };
    this.write('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages }));
    this.write('package.json', '{ "name": "small" }');
    this.write('requirements.txt', 'jupyterlab==1\n');
    this.write('tests/requirements.txt', 'nbclient==1\n');
    this.write('notebooks/00-first.ts', '// %%\n1 + 1;\n');
    this.write('notebooks/00-first.ipynb', '{}');
  }

  write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(this.course, file)), { recursive: true });
    fs.writeFileSync(path.join(this.course, file), text);
  }

  exists(file: string): boolean {
    return fs.existsSync(path.join(this.course, file));
  }

  /** What the programs were asked to do since the last time, in order. */
  calls(): string[] {
    const lines = fs.existsSync(this.log)
      ? fs.readFileSync(this.log, 'utf8').trim().split('\n')
      : [];
    fs.rmSync(this.log, { force: true });
    return lines;
  }

  /** Starts set-up; `through` the shell it has the parents that npm gives it. */
  start(args: string[], fake: Fake = {}, node: string[] = [], through?: 'sh'): ChildProcess {
    const script = path.join(this.course, 'kernel-lib', 'setup', this.door);
    const command = [process.execPath, ...node, script, ...args];
    const inShell = ['/bin/sh', '-c', '"$@"; exit $?', 'sh', ...command];
    const [program, ...rest] = through ? inShell : command;
    return spawn(program!, rest, {
      cwd: this.course,
      env: {
        PATH: this.bin,
        HOME: this.folder,
        ...(through ? { npm_lifecycle_event: 'start' } : {}),
        npm_execpath: path.join(this.bin, 'npm-cli.js'),
        FAKE: JSON.stringify(fake),
        FAKE_CALLS: this.log,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(args: string[], fake: Fake = {}, node: string[] = []): Promise<Ended> {
    return ended(this.start(args, fake, node));
  }

  /** Process id of the installer that hangs, once it does. */
  async hangingInstaller(): Promise<number> {
    const file = path.join(this.folder, 'installer.pid');
    while (!fs.existsSync(file) || !fs.readFileSync(file, 'utf8')) await pause(50);
    return Number(fs.readFileSync(file, 'utf8'));
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  private program(file: string): void {
    const load = `import { createRequire } from 'node:module';
createRequire(import.meta.url)(${JSON.stringify(programs)});\n`;
    const copy = `#!${process.execPath}\n${fs.readFileSync(programs, 'utf8')}`;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, file.endsWith('.mjs') ? load : copy, { mode: 0o755 });
  }
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export function ended(child: ChildProcess): Promise<Ended> {
  let output = '';
  child.stdout!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr!.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}
