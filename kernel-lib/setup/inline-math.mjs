// Lets the WebAssembly compiler put some functions wherever they are called: those of `wasm/math.ts` and
// `wasm/lanes.ts`, which take and give single vectors, so that a call costs as much as they do; and those that
// take `isFour`, a choice that falls away where it is known. Its own decorator for that is no TypeScript.
import { Node, NodeKind } from 'assemblyscript';
import { Transform } from 'assemblyscript/transform';

const files = ['math.ts', 'lanes.ts'];

export default class InlineMath extends Transform {
  afterParse({ sources }) {
    for (const { normalizedPath, statements } of sources) {
      for (const statement of statements) {
        if (statement.kind !== NodeKind.FunctionDeclaration) continue;
        if (!files.includes(normalizedPath) && !takesFour(statement)) continue;
        const name = Node.createIdentifierExpression('inline', statement.range);
        statement.decorators = [Node.createDecorator(name, null, statement.range)];
      }
    }
  }
}

function takesFour({ signature }) {
  return signature.parameters.some(({ name }) => name.text === 'isFour');
}
