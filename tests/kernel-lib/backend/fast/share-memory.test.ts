import { withSharedMemory } from 'kernel-lib/backend/fast/share-memory';
import assert from 'node:assert/strict';

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
// Section 5, four bytes: one memory, limits flag, 1 to 2 pages.
const ownMemory = (flag: number): number[] => [...header, 5, 4, 1, flag, 1, 2];
// Section 2: an import `e.g`, a global (i32, constant), before the import `e.m`, a memory of 1 to 2 pages.
const importedMemory = (flag: number): number[] => [
  ...header,
  ...[2, 15, 2, 1, 0x65, 1, 0x67, 3, 0x7f, 0, 1, 0x65, 1, 0x6d, 2, flag, 1, 2].with(1, 16),
];

describe('withSharedMemory', () => {
  it('changes one flag of a copy: 1, a maximum, becomes 3, shared with a maximum', () => {
    const binary = Uint8Array.from(ownMemory(1));
    assert.deepEqual([...withSharedMemory(binary)], ownMemory(3));
    assert.deepEqual([...binary], ownMemory(1));
    assert.deepEqual([...withSharedMemory(Uint8Array.from(ownMemory(3)))], ownMemory(3));
  });

  it('finds an imported memory behind other imports', () => {
    const binary = Uint8Array.from(importedMemory(1));
    assert.deepEqual([...withSharedMemory(binary)], importedMemory(3));
  });

  it('refuses a binary without a memory, or with one that has no limit', () => {
    assert.throws(() => withSharedMemory(Uint8Array.from(header)), {
      message: 'the WebAssembly binary declares no memory',
    });
    assert.throws(() => withSharedMemory(Uint8Array.from(ownMemory(0))), {
      message: 'the WebAssembly binary declares its memory with flag 0',
    });
  });
});
