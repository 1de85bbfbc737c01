'use strict';
// Mocha's dots, failures in full, and the counts as JSON for the summary of tests/run.mjs.
const fs = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Dot {
  constructor(runner, options) {
    super(runner, options);
    const skipped = [];
    const slow = [];
    runner.on('pending', (test) => skipped.push(test.skipReason ?? test.fullTitle()));
    runner.on('pass', (test) => {
      if (test.duration > 5000)
        slow.push(`${Math.round(test.duration / 1000)} s  ${test.fullTitle()}`);
    });
    runner.once('end', () => {
      const { passes, failures } = runner.stats;
      const file = process.env.ATTEND_COUNTS;
      if (file) fs.writeFileSync(file, JSON.stringify({ passes, failures, skipped, slow }));
    });
  }
};
