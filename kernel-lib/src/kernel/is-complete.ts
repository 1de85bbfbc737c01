import { loadTslab } from './tslab';
import { loadTypeScript } from './typescript';

/** `indent` is the proposed indentation of the next line. */
export type Completeness =
  { status: 'complete' | 'invalid' } | { status: 'incomplete'; indent: string };

/** Whether code can run, wants more lines, or is wrong whatever follows. */
export function checkComplete(code: string): Completeness {
  const { completed, indent } = loadTslab().isCompleteCode(code);
  if (!completed) return { status: 'incomplete', indent: indent ?? '' };
  const ts = loadTypeScript();
  const file = ts.createSourceFile('code.ts', code, ts.ScriptTarget.Latest) as unknown as {
    parseDiagnostics?: import('typescript').DiagnosticWithLocation[];
  };
  const [first] = file.parseDiagnostics ?? [];
  if (!first) return { status: 'complete' };
  // `if (x)`, say, stops where its statement should begin.
  const isAtEnd = first.start >= code.trimEnd().length && first.code !== unterminatedString;
  const isUnfinished =
    isAtEnd || first.code === unterminatedTemplate || first.code === unterminatedComment;
  return isUnfinished ? { status: 'incomplete', indent: '' } : { status: 'invalid' };
}

const unterminatedString = 1002;
const unterminatedTemplate = 1160;
const unterminatedComment = 1010;
