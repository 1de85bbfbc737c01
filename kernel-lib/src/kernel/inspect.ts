import type { MimeBundle } from '../figures/mime';
import type { Compiler } from './compiler';
import { loadTslab } from './tslab';

/** Type and documentation of the name at `cursor`, as an editor shows it on hover; null if there is none. */
export function inspectCode(
  compiler: Compiler,
  declarations: string,
  code: string,
  cursor: number,
): MimeBundle | null {
  const info = compiler.query((converter) => converter.inspect(declarations, code, cursor));
  return info ? { 'text/plain': loadTslab().printQuickInfo(info) } : null;
}
