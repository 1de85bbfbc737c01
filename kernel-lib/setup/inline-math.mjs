// Lets the WebAssembly compiler put the functions of `wasm/math.ts` and `wasm/lanes.ts` wherever they are called:
// they take and give single vectors, and a call costs as much as they do. Its own decorator for that is no TypeScript.
import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

const files = ['math.ts', 'lanes.ts'];

export default class InlineMath extends Transform {
  afterParse({ sources }) {
    const ours = sources.filter(({ normalizedPath }) => files.includes(normalizedPath));
    for (const statement of ours.flatMap(({ statements }) => statements)) {
      if (statement.kind !== NodeKind.FunctionDeclaration) continue;
      const name = Node.createIdentifierExpression('inline', statement.range);
      statement.decorators = [Node.createDecorator(name, null, statement.range)];
    }
  }
}
