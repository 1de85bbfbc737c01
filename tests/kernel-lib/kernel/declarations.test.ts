import assert from 'node:assert/strict';
import { withNamespaces } from 'kernel-lib/kernel/declarations';
import { Cells } from './cells';

describe('withNamespaces', () => {
  const space = 'declare namespace Space {\n    const a = 5;\n}\n';

  it('keeps namespaces and their short names, and nothing else of the earlier cells', () => {
    const before = `declare const b: number;\n${space}import Inner = Space.Inner;\n`;
    const after = 'declare const c: string;\n';
    assert.equal(withNamespaces(before, after), `${after}${space}import Inner = Space.Inner;\n`);
  });

  it('lets go of a name that is declared again, whatever as', () => {
    const again = [
      'declare const Space: 5;\n',
      'declare let a: 1, Space: 5;\n',
      'declare function Space(): void;\n',
      'declare class Space {\n}\n',
      "import { Space } from 'space';\n",
      'declare namespace Space {\n    const b = 6;\n}\n',
    ];
    for (const after of again) assert.equal(withNamespaces(space, after), after);
  });

  it('leaves cells without a namespace alone', () => {
    assert.equal(withNamespaces('declare const b: "namespace";\n', 'x'), 'x');
  });
});

describe('a namespace of an earlier cell', () => {
  let cells: Cells;
  before(() => {
    cells = new Cells();
  });
  after(() => cells.close());

  it('is known to all later ones, values and types, until it is declared again', async () => {
    const inner = 'export interface Point { x: number } export const origin: Point = { x: 0 };';
    await cells.value(`namespace Plane { ${inner} }`);
    await cells.value('const between = 1;');
    await cells.value('import origin = Plane.origin;');
    await cells.run('const p: Plane.Point = { x: 2 };\nthrow new Error("after all");');
    assert.equal(await cells.value('[p.x, Plane.origin.x, origin.x]'), '[ 2, 0, 0 ]');
    await cells.value("const Plane = 'text';");
    assert.equal(await cells.value('Plane.length'), '4');
  });
});
