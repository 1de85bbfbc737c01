import type { Browser } from 'playwright-core';
import { projectPython, skip } from '../support/skip';
import { findChromium, launchChromium } from './chromium';
import { type Lab, startLab } from './jupyterlab';

/** JupyterLab and Chromium for one suite; skips it, in words, where one of them is missing. */
export function labInChromium(): { readonly lab: Lab; readonly browser: Browser } {
  const running: { lab?: Lab; browser?: Browser } = {};
  before(async function () {
    this.timeout(120_000);
    const program = findChromium();
    if (!projectPython()) skip(this, 'JupyterLab is not installed (npm start -- --for-tests)');
    if (!program) skip(this, 'no Chromium on PATH (apt install chromium)');
    running.lab = await startLab();
    running.browser = await launchChromium(program);
  });
  after(async function () {
    this.timeout(60_000);
    await running.browser?.close();
    await running.lab?.stop();
  });
  return running as { lab: Lab; browser: Browser };
}
