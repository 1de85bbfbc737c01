#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'cli.js');
if (existsSync(program)) {
  require(program)
    .main(process.argv.slice(2))
    .then((code) => {
      process.exitCode = code;
    });
} else {
  console.error('attend: the library is not built yet: run `npm start`, or `npm run build`.');
  process.exitCode = 1;
}
