import { Trouble } from './trouble.mjs';

const help = `npm start [-- options]

  --setup-only   set up what is missing, do not start JupyterLab
  --for-tests    set up what the tests want, do not start JupyterLab
  --no-browser   start JupyterLab and print its address instead of opening a browser
  --port N       serve on port N (without it: 8888, or the next one that is free)
  --help         this text

Every other option goes to \`jupyter lab\` as it is.`;

/**
 * Reads the options of `npm start`.
 * @returns `starts` is false when only the set-up is wanted; `port` is null when none was asked for;
 *   `passed` are the arguments for JupyterLab.
 */
export function parseOptions(args) {
  const options = { starts: true, forTests: false, help: null, port: null, passed: [] };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index];
    if (arg === '--help' || arg === '-h') options.help = help;
    else if (arg === '--setup-only') options.starts = false;
    else if (arg === '--for-tests') Object.assign(options, { starts: false, forTests: true });
    else if (arg === '--port') options.port = portOf(args[(index += 1)]);
    else if (arg.startsWith('--port=')) options.port = portOf(arg.slice('--port='.length));
    else options.passed.push(arg);
  }
  return options;
}

function portOf(text) {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Trouble(`--port must be a whole number from 1 to 65535, got ${text}.`);
  }
  return port;
}
