import fs from 'node:fs';
import path from 'node:path';

const file = path.resolve(__dirname, '../../.attend/progress.json');

/** Answers of the tests are not the learner's: call the result to take back what was reached meanwhile. */
export function keepProgress(): () => void {
  const before = fs.existsSync(file) ? fs.readFileSync(file) : null;
  return () => (before ? fs.writeFileSync(file, before) : fs.rmSync(file, { force: true }));
}
