/**
 * The few Node globals that most cells use, declared so that they merge with @types/node. The real declarations cost
 * half a second of start and 70 MB; the kernel loads them with the first cell that needs more than this.
 */
export const smallNodeGlobals = `
interface Console {
  assert(condition?: boolean, ...data: any[]): void;
  clear(): void;
  count(label?: string): void;
  countReset(label?: string): void;
  debug(...data: any[]): void;
  dir(item?: any, options?: any): void;
  dirxml(...data: any[]): void;
  error(...data: any[]): void;
  group(...label: any[]): void;
  groupCollapsed(...label: any[]): void;
  groupEnd(): void;
  info(...data: any[]): void;
  log(...data: any[]): void;
  table(tabularData?: any, properties?: readonly string[]): void;
  time(label?: string): void;
  timeEnd(label?: string): void;
  timeLog(label?: string, ...data: any[]): void;
  trace(...data: any[]): void;
  warn(...data: any[]): void;
}
declare var console: Console;
declare namespace NodeJS {
  interface Timeout { hasRef(): boolean; ref(): this; refresh(): this; unref(): this; }
  interface Immediate { hasRef(): boolean; ref(): this; unref(): this; }
}
declare function setTimeout<A extends any[]>(f: (...args: A) => void, ms?: number, ...args: A): NodeJS.Timeout;
declare function setTimeout(f: (args: void) => void, ms?: number): NodeJS.Timeout;
declare function setInterval<A extends any[]>(f: (...args: A) => void, ms?: number, ...args: A): NodeJS.Timeout;
declare function setInterval(f: (args: void) => void, ms?: number): NodeJS.Timeout;
declare function setImmediate<A extends any[]>(f: (...args: A) => void, ...args: A): NodeJS.Immediate;
declare function setImmediate(f: (args: void) => void): NodeJS.Immediate;
declare function clearTimeout(timer: NodeJS.Timeout | string | number | undefined): void;
declare function clearInterval(timer: NodeJS.Timeout | string | number | undefined): void;
declare function clearImmediate(timer: NodeJS.Immediate | undefined): void;
declare function queueMicrotask(f: () => void): void;
`;

/** The same file once a cell has asked for more. */
export function fullNodeGlobals(typesEntry: string): string {
  return `/// <reference path=${JSON.stringify(typesEntry)} />\n`;
}
