import type { Content } from './wire';
import { protocolVersion } from './wire';
import type { KernelExecutor } from './executor';

/** The first cell of a session is compiled by this TypeScript; the version is for front ends to show. */
export function kernelInfo(version: string, typescript: string): Content {
  return {
    protocol_version: protocolVersion,
    implementation: 'attend',
    implementation_version: version,
    language_info: {
      name: 'typescript',
      version: typescript,
      mimetype: 'application/typescript',
      file_extension: '.ts',
      pygments_lexer: 'typescript',
    },
    banner: `TypeScript ${typescript} on Node.js ${process.versions.node}`,
    help_links: [
      { text: 'TypeScript handbook', url: 'https://www.typescriptlang.org/docs/handbook/' },
    ],
  };
}

/** Jupyter counts characters, JavaScript counts UTF-16 units: 𝑥 is one of the first, two of the second. */
export function unitsOf(source: string, characters: number): number {
  return [...source].slice(0, characters).join('').length;
}

function charactersOf(source: string, units: number): number {
  return [...source.slice(0, units)].length;
}

function sourceAndPosition(request: Content): { source: string; position: number } {
  const source = String(request.code ?? '');
  const at = request.cursor_pos;
  return { source, position: typeof at === 'number' ? unitsOf(source, at) : source.length };
}

export function complete(executor: KernelExecutor, request: Content): Content {
  const { source, position } = sourceAndPosition(request);
  const { start, end, candidates } = executor.complete(source, position);
  return {
    matches: candidates,
    cursor_start: charactersOf(source, start),
    cursor_end: charactersOf(source, end),
    metadata: {},
  };
}

export function inspect(executor: KernelExecutor, request: Content): Content {
  const { source, position } = sourceAndPosition(request);
  const data = executor.inspect(source, position);
  return { found: data !== null, data: data ?? {}, metadata: {} };
}

export function isComplete(executor: KernelExecutor, request: Content): Content {
  return { ...executor.isComplete(String(request.code ?? '')) };
}
