import type { MimeBundle } from '../figures/mime';
import type { CellError, OutputSink } from './executor';
import { toLines, type IpynbOutput } from './ipynb';

/**
 * Gathers what cells show, as a notebook file keeps it: neighbouring text of one stream is one output, and an update
 * replaces every output that was shown under its display id, also those of earlier cells.
 */
export class OutputCollector {
  private readonly byDisplayId = new Map<string, IpynbOutput[]>();

  /** A sink that writes into `outputs`, also after the cell has ended. */
  sinkFor(outputs: IpynbOutput[]): OutputSink {
    return {
      stream: (name, text) => appendStream(outputs, name, text),
      display: (data, { displayId, update }) => {
        if (displayId !== undefined && update) {
          for (const shown of this.byDisplayId.get(displayId) ?? []) shown.data = fileBundle(data);
          return;
        }
        const output: IpynbOutput = {
          output_type: 'display_data',
          data: fileBundle(data),
          metadata: {},
        };
        outputs.push(output);
        if (displayId === undefined) return;
        const same = this.byDisplayId.get(displayId) ?? [];
        for (const shown of same) shown.data = output.data;
        this.byDisplayId.set(displayId, [...same, output]);
      },
    };
  }
}

function appendStream(outputs: IpynbOutput[], name: 'stdout' | 'stderr', text: string): void {
  const last = outputs.at(-1);
  if (last?.output_type !== 'stream' || last.name !== name) {
    outputs.push({ output_type: 'stream', name, text: toLines(text) });
    return;
  }
  const lines = last.text as string[];
  const isOpen = lines.length > 0 && !lines[lines.length - 1].endsWith('\n');
  const more = toLines(isOpen ? lines.pop() + text : text);
  for (const line of more) lines.push(line);
}

/** The value of a cell's last expression. */
export function resultOutput(data: MimeBundle, executionCount: number): IpynbOutput {
  return {
    output_type: 'execute_result',
    data: fileBundle(data),
    metadata: {},
    execution_count: executionCount,
  };
}

export function errorOutput({ ename, evalue, traceback }: CellError): IpynbOutput {
  return { output_type: 'error', ename, evalue, traceback };
}

/** Texts are split into lines, as Jupyter does; JSON types stay as they are. */
function fileBundle(data: MimeBundle): MimeBundle {
  const entries = Object.entries(data).map(([type, content]) => {
    const isText = typeof content === 'string' && !/^image\/(png|jpeg|gif)$/.test(type);
    return [type, isText ? toLines(content) : content];
  });
  return Object.fromEntries(entries) as MimeBundle;
}
