// The door of `npm start`: it must be readable by every Node that knows modules, so that an old one
// gets a sentence instead of a SyntaxError. Everything else is in main.mjs.
var wanted = [20, 19];
var found = process.versions.node.split('.').map(Number);

if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  console.error(
    'Attend needs Node ' +
      wanted.join('.') +
      ' or newer, and this is ' +
      process.versions.node +
      '. Install a newer one with `nvm install 22` or from https://nodejs.org, then run `npm start` again.',
  );
  process.exitCode = 1;
} else {
  import('./main.mjs').then(function (setUp) {
    return setUp.main(process.argv.slice(2));
  });
}
