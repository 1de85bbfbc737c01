import { existsSync, rmSync } from 'node:fs';
import { nativeFolder } from './gpu-place.mjs';
import { withLock } from './lock.mjs';
import { say } from './say.mjs';
import { explain } from './trouble.mjs';

/** `npm run gpu:remove`: what `npm run gpu:install` brought lies in one folder of its own. */
try {
  await withLock(() => {
    const wasThere = existsSync(nativeFolder);
    rmSync(nativeFolder, { recursive: true, force: true, maxRetries: 3 });
    say.line(
      wasThere
        ? `Removed ${nativeFolder}. The course computes as before.`
        : 'There is nothing to remove.',
    );
  });
} catch (error) {
  say.trouble(explain(error).replaceAll('`npm start`', '`npm run gpu:remove`'));
  process.exitCode = 1;
}
