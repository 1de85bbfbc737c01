import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { nativePackage } from 'kernel-lib/backend/native-engines';
import { engineChain } from 'kernel-lib/backend/use-backend';
import type { EngineName } from 'kernel-lib/backend/engine';

/** Declares a suite once for every engine that is present. */
export function onEveryEngine(title: string, suite: (engine: EngineName) => void): void {
  for (const { name } of engineChain) {
    if (name.startsWith('tfjs-node') && nativePackage(name) === null) continue;
    describe(`${title} on ${name}`, () => {
      before(async function () {
        this.timeout(60_000);
        await chooseEngine(engineChain, name);
      });
      after(async () => {
        await chooseEngine(engineChain, 'wasm');
      });
      suite(name);
    });
  }
}
