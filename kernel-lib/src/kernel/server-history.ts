import type { Content } from './wire';

interface Entry {
  line: number;
  input: string;
  output: string | null;
}

/** This process is the only session that the kernel remembers; Jupyter writes the current one as 0. */
const session = 1;

/** Glob pattern of a history search (`*` any text, `?` one character) against the whole input. */
function matcher(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's');
}

function count(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? Math.floor(value) : Infinity;
}

/** The last `n` entries; `slice(-0)` would be all of them. */
function last(entries: Entry[], n: number): Entry[] {
  return n === Infinity ? entries : entries.slice(Math.max(0, entries.length - n));
}

/** What was run in this session, for `history_request`. */
export class History {
  private readonly entries: Entry[] = [];

  add(line: number, input: string, output: string | null): void {
    this.entries.push({ line, input, output });
  }

  /** The content of a `history_reply` to the content of a request (tail, range or search). */
  find(request: Content): Content {
    const withOutput = request.output === true;
    const history = this.select(request).map(({ line, input, output }) => [
      session,
      line,
      withOutput ? [input, output] : input,
    ]);
    return { history };
  }

  private select(request: Content): Entry[] {
    switch (request.hist_access_type) {
      case 'range': {
        const asked = Number(request.session ?? 0);
        if (asked !== 0 && asked !== session) return [];
        const start = count(request.start ?? 0);
        const stop = count(request.stop);
        return this.entries.filter(({ line }) => line >= start && line < stop);
      }
      case 'search': {
        const fits = matcher(String(request.pattern ?? '*'));
        let found = this.entries.filter(({ input }) => fits.test(input));
        if (request.unique === true) {
          const latest = new Map(found.map((entry) => [entry.input, entry]));
          found = found.filter((entry) => latest.get(entry.input) === entry);
        }
        return last(found, count(request.n));
      }
      default:
        return last(this.entries, count(request.n));
    }
  }
}
