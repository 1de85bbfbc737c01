import type { Compiler } from './compiler';
import { loadTslab } from './tslab';

/** Type and documentation of the name at `cursor`, as an editor shows it on hover; null if there is none. */
export function inspectCode(
  compiler: Compiler,
  declarations: string,
  code: string,
  cursor: number,
): string | null {
  const info = compiler.query((converter) => converter.inspect(declarations, code, cursor));
  return info ? loadTslab().printQuickInfo(info) : null;
}
