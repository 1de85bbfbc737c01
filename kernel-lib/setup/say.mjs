const isColored = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (code, text) => (isColored ? `\u001b[${code}m${text}\u001b[0m` : text);

/** How set-up speaks: one line for each step, one line for what went wrong. */
export const say = {
  line: (text) => console.log(text),
  step: (name, text) => console.log(`  ${paint(1, name.padEnd(10))} ${text}`),
  trouble: (text) => console.error(paint('1;31', text)),
};

/** Runs one step: says what it does, then how long that took. */
export async function timedStep(name, text, work) {
  say.step(name, `${text} …`);
  const began = Date.now();
  const result = await work();
  say.step('', `done in ${((Date.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
