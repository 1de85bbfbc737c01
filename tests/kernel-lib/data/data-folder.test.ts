import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { dataFolder } from 'kernel-lib/data/data-folder';

describe('dataFolder', () => {
  const before = { ...process.env };
  afterEach(() => {
    for (const name of ['ATTEND_DATA', 'XDG_CACHE_HOME']) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  const folder = (variables: Record<string, string>): string => {
    delete process.env.ATTEND_DATA;
    delete process.env.XDG_CACHE_HOME;
    Object.assign(process.env, variables);
    return dataFolder();
  };

  it('is what ATTEND_DATA says, else a folder in the cache', () => {
    assert.equal(folder({}), path.join(os.homedir(), '.cache', 'attend'));
    const cache = path.resolve('/some/cache');
    assert.equal(folder({ XDG_CACHE_HOME: cache }), path.join(cache, 'attend'));
    const own = path.resolve('/own');
    assert.equal(folder({ XDG_CACHE_HOME: cache, ATTEND_DATA: own }), own);
    assert.equal(folder({ ATTEND_DATA: 'below' }), path.resolve('below'));
  });
});
