import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

/** A fresh clone of the last commit, with a home folder in which nothing has been yet. */
export class Clone {
  readonly folder: string;

  constructor(
    place: string,
    private readonly home: string,
  ) {
    this.folder = path.join(fs.mkdtempSync(path.join(place, 'clone-')), 'attend');
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, this.folder]);
  }

  /** Starts a program in the clone, in a group of its own as in a terminal; `PATH` replaces the search path. */
  start(program: string, args: string[], PATH = process.env.PATH): ChildProcess {
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: this.home, PATH };
    for (const name of Object.keys(env)) {
      if (/^(npm_|XDG_|JUPYTER|ATTEND_|VIRTUAL_ENV$|INIT_CWD$)/i.test(name)) delete env[name];
    }
    const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe'];
    return spawn(program, args, { cwd: this.folder, env, stdio, detached: true });
  }

  /** What git finds changed or new, but for what it is told to ignore. */
  changes(): string {
    const args = ['-C', this.folder, 'status', '--porcelain'];
    return execFileSync('git', args, { encoding: 'utf8' });
  }
}

/** A folder with all the programs of PATH but those that a search for Python would find. */
export function pathWithoutPython(place: string): string {
  const folder = path.join(place, 'bin');
  fs.mkdirSync(folder);
  const seen = new Set<string>();
  for (const from of (process.env.PATH ?? '').split(path.delimiter).filter(fs.existsSync)) {
    if (from.includes('node_modules')) continue;
    for (const name of fs.readdirSync(from)) {
      if (/^(python|pypy|uv|py$)/.test(name) || seen.has(name)) continue;
      seen.add(name);
      fs.symlinkSync(path.join(from, name), path.join(folder, name));
    }
  }
  return folder;
}

export const temporaryFolder = (): string =>
  fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'attend-clone-'));
