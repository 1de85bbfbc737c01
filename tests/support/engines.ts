import { chooseEngine } from 'kernel-lib/backend/choose-engine';
import { nativePackage } from 'kernel-lib/backend/native-engines';
import { engineChain } from 'kernel-lib/backend/use-backend';
import type { EngineName } from 'kernel-lib/backend/engine';

/** The engine that `ATTEND_BACKEND` forces, or null. */
export const forcedEngine = (process.env.ATTEND_BACKEND || null) as EngineName | null;

/** Declares a suite once for every engine that is present; for one alone where `ATTEND_BACKEND` forces it. */
export function onEveryEngine(title: string, suite: (engine: EngineName) => void): void {
  for (const { name } of engineChain) {
    if (forcedEngine !== null && name !== forcedEngine) continue;
    if (name === 'tfjs-node-gpu' && forcedEngine === null) continue; // wants a GPU that is free
    if (name.startsWith('tfjs-node') && nativePackage(name) === null && !forcedEngine) continue;
    describe(`${title} on ${name}`, () => {
      before(async function () {
        this.timeout(60_000);
        await chooseEngine(engineChain, name);
      });
      after(async () => {
        await chooseEngine(engineChain, forcedEngine ?? 'wasm');
      });
      suite(name);
    });
  }
}
