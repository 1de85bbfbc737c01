import path from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Lab } from './jupyterlab';

export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  name?: string;
  text?: string | string[];
  ename?: string;
  evalue?: string;
  data?: Record<string, unknown>;
}

export interface NotebookCell {
  cell_type: 'code' | 'markdown' | 'raw';
  source: string | string[];
  metadata: Record<string, unknown>;
  execution_count?: number | null;
  outputs?: Output[];
}

const joined = (text: unknown): string =>
  Array.isArray(text) ? text.join('') : String(text ?? '');

export const sourceOf = (cell: NotebookCell): string => joined(cell.source);

/** Everything that a cell has said, as text. */
export function textOf(cell: NotebookCell): string {
  return (cell.outputs ?? [])
    .map((output) => joined(output.text ?? output.data?.['text/plain'] ?? output.evalue))
    .join('\n');
}

/** The outputs that say that a cell failed, each as one line for the test's message. */
export function errorsOf(cells: NotebookCell[]): string[] {
  return cells.flatMap((cell, index) =>
    (cell.outputs ?? [])
      .filter((output) => output.output_type === 'error')
      .map((output) => `cell ${index}: ${output.ename}: ${output.evalue}\n${sourceOf(cell)}`),
  );
}

/** One notebook open in JupyterLab, as a learner has it in front of them. */
export class NotebookPage {
  private constructor(readonly page: Page) {}

  static async open(browser: Browser, lab: Lab, notebook: string): Promise<NotebookPage> {
    const context = await browser.newContext({ viewport: { width: 1400, height: 1000 } });
    const page = await context.newPage();
    await page.addInitScript({ path: path.join(__dirname, 'in-page.js') });
    await page.goto(lab.url(notebook), { waitUntil: 'domcontentloaded', timeout: 60_000 });
    const ready = `attend.isReady(${JSON.stringify(notebook)})`;
    await page.waitForFunction(ready, undefined, { timeout: 60_000 });
    return new NotebookPage(page);
  }

  /** "Run All Cells"; ends when the last one is answered, whatever the answer. */
  async runAll(): Promise<NotebookCell[]> {
    await this.page.evaluate('attend.runAll()');
    return this.cells();
  }

  async runCell(index: number): Promise<NotebookCell> {
    await this.page.evaluate(`attend.runCell(${index})`);
    return (await this.cells())[index]!;
  }

  /** Starts a cell that is not expected to end. */
  async startCell(index: number): Promise<void> {
    await this.page.evaluate(`attend.runCell(${index}, false)`);
    await this.page.waitForFunction('attend.kernelStatus() === "busy"', undefined, {
      timeout: 20_000,
    });
  }

  async write(index: number, source: string): Promise<void> {
    await this.page.evaluate(`attend.setSource(${index}, ${JSON.stringify(source)})`);
  }

  cells(): Promise<NotebookCell[]> {
    return this.page.evaluate('attend.cells()') as Promise<NotebookCell[]>;
  }

  /** A picture of what is in the page, for a person to look at. */
  async picture(file: string): Promise<void> {
    await this.page.screenshot({ path: file });
  }

  /** Brings a cell into view and returns its place in the page. */
  async show(index: number): Promise<string> {
    await this.page.evaluate(`attend.show(${index})`);
    const place = `.jp-MainAreaWidget:not(.lm-mod-hidden) .jp-Cell[data-windowed-list-index="${index}"]`;
    await this.page.waitForSelector(place, { state: 'visible', timeout: 20_000 });
    return place;
  }

  /** Waits until something inside a cell is in the page. */
  async shows(index: number, what: string): Promise<Locator> {
    const place = await this.show(index);
    const found = this.page.locator(`${place} ${what}`).first();
    await found.waitFor({ state: 'visible', timeout: 20_000 });
    return found;
  }

  /** The colour of each word of a cell's code; the colour of plain text stands under ''. */
  coloursIn(place: string): Promise<Record<string, string>> {
    return this.page.evaluate(`attend.coloursIn(${JSON.stringify(place)})`) as Promise<
      Record<string, string>
    >;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}
