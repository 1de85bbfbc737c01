import { SourceError, type Cell, type CellRole } from './cells';

type Marker = Pick<Cell, 'kind' | 'role' | 'exercise' | 'tags'>;

const EXERCISE_ID = /^[A-Za-z_$][\w$]*$/;
const TOKEN = /\s*(?:\[(\w+)\]|([A-Za-z]\w*)=("(?:[^"\\]|\\.)*"|\[[^\]]*\])|([A-Za-z]\w*))/y;

/** Whether a line begins a cell. */
export function isMarker(line: string): boolean {
  return /^\/\/ ?%%(\s|$)/.test(line);
}

/**
 * Reads what follows `// %%`: `[markdown]`, `answer="id"`, `check="id"`, `tags=["a", "b"]` and the word `setup`.
 *
 * @throws SourceError with the place, for anything else (a misspelt `anwser` must not pass in silence)
 */
export function parseMarker(line: string, file: string, lineNumber: number): Marker {
  const marker: Marker = { kind: 'code', tags: [] };
  const fail = (detail: string): never => {
    throw new SourceError(file, lineNumber, detail);
  };
  const setRole = (role: CellRole): void => {
    if (marker.role) fail(`a cell is either ${marker.role} or ${role}, not both`);
    marker.role = role;
  };
  const rest = line.replace(/^\/\/ ?%%/, '').trimEnd();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < rest.length) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(rest);
    if (!token) return fail(`cannot read "${rest.slice(from).trim()}" in the cell marker`);
    const [, kind, key, value, word] = token;
    if (kind === 'markdown' || kind === 'md') marker.kind = 'markdown';
    else if (kind) fail(`unknown kind of cell [${kind}]: only [markdown] is known`);
    else if (key === 'answer' || key === 'check') {
      setRole(key);
      marker.exercise = readText(value) ?? fail(`${key} must be a text in double quotes`);
      if (!EXERCISE_ID.test(marker.exercise)) {
        fail(`${key}="${marker.exercise}" is not a name that TypeScript could declare`);
      }
    } else if (key === 'tags') {
      marker.tags = readTexts(value) ?? fail('tags must be a list such as ["yours"]');
    } else if (word === 'setup') setRole('setup');
    else {
      fail(`unknown word "${key ?? word}" in the cell marker; known: answer, check, tags, setup`);
    }
  }
  if (marker.kind === 'markdown' && marker.role) {
    fail(`a text cell cannot be ${marker.role === 'setup' ? '' : 'an '}${marker.role}`);
  }
  return marker;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readText(text: string): string | undefined {
  const value = readJson(text);
  return typeof value === 'string' ? value : undefined;
}

function readTexts(text: string): string[] | undefined {
  const value = readJson(text);
  const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isList ? (value as string[]) : undefined;
}
