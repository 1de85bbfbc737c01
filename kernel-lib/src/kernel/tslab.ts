import { createTypeScriptShim } from './typescript-shim';

/** A compile error as tslab reports it; positions count from 0 in the learner's text. */
export interface TslabDiagnostic {
  start: TslabPosition;
  end: TslabPosition;
  messageText: string;
  category: number;
  code: number;
  /** Set when the error is in another file than the cell. */
  fileName?: string;
}

export interface TslabPosition {
  offset: number;
  line: number;
  character: number;
}

export interface TslabConversion {
  diagnostics: TslabDiagnostic[];
  output?: string;
  declOutput?: string;
  hasToplevelAwait?: boolean;
  lastExpressionVar?: string;
  /** Files of the notebook's folder that the cell imports, compiled. */
  sideOutputs?: { path: string; data: string }[];
}

export interface TslabCompletion {
  start: number;
  end: number;
  candidates: string[];
  original?: import('typescript').CompletionInfo;
}

export interface TslabConverter {
  convert(declarations: string, source: string): TslabConversion;
  complete(declarations: string, source: string, position: number): TslabCompletion;
  inspect(
    declarations: string,
    source: string,
    position: number,
  ): import('typescript').QuickInfo | undefined;
  addModule(name: string, source: string, metadata: object): TslabDiagnostic[];
  close(): void;
}

interface Tslab {
  createConverter(options: { isJS: boolean; isBrowser: boolean }): TslabConverter;
  getCodeMetadata(source: string): { module?: string; jsx?: boolean; mode?: string };
  isCompleteCode(source: string): { completed: boolean; indent?: string };
  printQuickInfo(info: import('typescript').QuickInfo): string;
  /** The module whose `lastWriteDisplayData` every display goes through. */
  jupyter: { lastWriteDisplayData: unknown };
  /** What `import … from 'tslab'` gives in a cell. */
  publicModule: unknown;
}

let loaded: Tslab | undefined;

/** tslab's modules, loaded over the shim in place of its own TypeScript; once per process. */
export function loadTslab(): Tslab {
  loaded ??= withShim(() => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const load = (name: string): never => require(`tslab/dist/${name}`) as never;
    return {
      ...(load('converter') as Pick<Tslab, 'createConverter' | 'isCompleteCode'>),
      ...(load('metadata') as Pick<Tslab, 'getCodeMetadata'>),
      ...(load('inspect') as Pick<Tslab, 'printQuickInfo'>),
      jupyter: load('jupyter'),
      publicModule: load('public'),
    };
  });
  return loaded;
}

/** Whoever loads tslab's own TypeScript elsewhere in this process still gets the real one. */
function withShim<T>(body: () => T): T {
  const fork = require.resolve('@tslab/typescript-for-tslab');
  for (const file of Object.keys(require.cache)) {
    if (/[\\/]tslab[\\/]dist[\\/]\w+\.js$/.test(file)) delete require.cache[file];
  }
  const before = require.cache[fork];
  const shim = { id: fork, filename: fork, loaded: true, exports: createTypeScriptShim() };
  require.cache[fork] = { ...shim, children: [], paths: [] } as unknown as NodeModule;
  try {
    return body();
  } finally {
    if (before) require.cache[fork] = before;
    else delete require.cache[fork];
  }
}
