// `npm run test:solutions [-- --from DIR] [mocha's own options]`: mocha over every exercise, one table at the end.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const own = { '--from': 'ATTEND_FROM', '--timeout': 'ATTEND_TIMEOUT', '--memory': 'ATTEND_MEMORY' };
const help = `npm run test:solutions [-- --from DIR [--timeout SECONDS] [--memory MIB]] [-- mocha options]

Checks every exercise against solutions/ or, with --from, against the filled
exercise notebooks (.ipynb) and answers (.ts) of a folder. Each file runs in a
process of its own; the limits hold for one exercise (60 s, 2048 MiB).
Everything else goes to mocha: --reporter json, --grep maskedSoftmax, …`;

const env = { ...process.env };
const passed = [];
const args = process.argv.slice(2);
while (args.length > 0) {
  const [name, value] = args[0].startsWith('--') ? args[0].split(/=(.*)/s) : [args[0]];
  args.shift();
  if (name === '--help') stop(help, 0);
  if (!own[name]) {
    passed.push(value === undefined ? name : `${name}=${value}`);
    continue;
  }
  const given = value ?? args.shift();
  if (given === undefined) stop(`test:solutions: ${name} needs a value`, 2);
  env[own[name]] = given;
}
if (env.ATTEND_FROM !== undefined) {
  // npm starts scripts in the folder of package.json.
  const folder = path.resolve(process.env.INIT_CWD ?? process.cwd(), env.ATTEND_FROM);
  if (!fs.existsSync(folder)) stop(`test:solutions: there is no folder ${env.ATTEND_FROM}`, 2);
  env.ATTEND_FROM = folder;
}
for (const [option, name] of [
  ['--timeout', 'ATTEND_TIMEOUT'],
  ['--memory', 'ATTEND_MEMORY'],
]) {
  if (env[name] !== undefined && !(Number(env[name]) > 0)) {
    stop(`test:solutions: ${option} must be a number above 0, got ${env[name]}`, 2);
  }
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'attend-solutions-'));
env.ATTEND_RESULTS = path.join(scratch, 'results.json');
const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
const spec = path.join(root, 'tests/solutions/solutions.test.ts');
const { status } = spawnSync(process.execPath, [mocha, spec, ...passed], {
  cwd: root,
  env,
  stdio: 'inherit',
});
const hasResults = fs.existsSync(env.ATTEND_RESULTS);
const rows = hasResults ? JSON.parse(fs.readFileSync(env.ATTEND_RESULTS, 'utf8')) : [];
fs.rmSync(scratch, { recursive: true, force: true });

// A machine reads stdout when a reporter was chosen.
const print = passed.some((one) => /^(-R|--reporter)/.test(one)) ? console.error : console.log;
if (rows.length > 0) printTable();
else if (status === 0) stop('test:solutions: nothing was found to check', 2);
process.exitCode = status === 0 ? 0 : 1;

function printTable() {
  const wide = Math.max(8, ...rows.map(({ where }) => where.length)) + 2;
  const line = (where, id, checks, points) =>
    print(`${where.padEnd(wide)}${id.padEnd(30)}${checks.padStart(9)}${points.padStart(9)}`);
  line('', 'exercise', 'checks', 'points');
  let last = '';
  for (const { where, id, passed, cases, points, of } of rows) {
    const sign = passed === cases ? '✔' : '✘';
    line(where === last ? '' : where, `${sign} ${id}`, `${passed}/${cases}`, `${points}/${of}`);
    last = where;
  }
  const sum = (pick) => rows.reduce((total, row) => total + pick(row), 0);
  const solved = sum(({ passed, cases }) => Number(passed === cases));
  const points = `${sum((row) => row.points)}/${sum((row) => row.of)}`;
  line('', `${solved} of ${rows.length} exercises`, '', points);
}

function stop(message, code) {
  (code === 0 ? console.log : console.error)(message);
  process.exit(code);
}
