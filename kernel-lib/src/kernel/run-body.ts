import * as vm from 'node:vm';
import type { CompiledCell } from './compiler';
import { earlierNames } from './earlier-names';
import { Interrupted, runStoppable } from './interrupt';
import { namesHook } from './live-names';
import type { LoopStop } from './loop-stop';
import { stopHere, stopWord } from './loop-transformer';
import type { RunningCell } from './running-cell';
import type { Scope } from './scope';

/** What the body of a cell finds around itself. */
export interface Surroundings {
  names: Scope;
  require: NodeJS.Require;
  loops: LoopStop;
  /** Whether SIGINT ends a synchronous stretch. */
  isStoppable: boolean;
}

type Body = (
  exports: object,
  earlier: object,
  require: NodeJS.Require,
  takeNames: (table: object) => void,
  words: Int32Array,
  here: () => void,
) => unknown;

/** Runs a compiled cell to its end; rejects with what it throws, or with what failed behind its back meanwhile. */
export async function runBody(
  cell: RunningCell,
  { javascript, isAsync }: CompiledCell,
  filename: string,
  { names, require, loops, isStoppable }: Surroundings,
): Promise<void> {
  const { values, takeNames } = names;
  const parameters = ['exports', earlierNames, 'require', namesHook, stopWord, stopHere].join(', ');
  const keyword = isAsync ? 'async function' : 'function';
  const code = `(${keyword} cell(${parameters}) {\n${javascript}\n})`;
  const body = compileBody(code, filename);
  const call = (): unknown => body(values, values, require, takeNames, loops.words, loops.here);
  const returned = isStoppable ? untilSignal(call) : call();
  if (isAsync) await Promise.race([returned, cell.failed]);
}

function compileBody(code: string, filename: string): Body {
  try {
    return vm.runInThisContext(code, { filename, lineOffset: -1 }) as Body;
  } catch (error) {
    const { message } = error as Error;
    const taken = /^Identifier '(exports|require)' has already/.exec(message);
    if (taken) Object.assign(error as Error, { message: messageFor(taken[1]) });
    throw error;
  }
}

function messageFor(name: string): string {
  return `Every cell is given \`${name}\` by the kernel; choose another name.`;
}

function untilSignal(call: () => unknown): unknown {
  try {
    return runStoppable(call);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code;
    throw code === 'ERR_SCRIPT_EXECUTION_INTERRUPTED' ? Interrupted.elsewhere() : error;
  }
}

/** Errors of promises that nobody awaits show themselves one turn later. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
