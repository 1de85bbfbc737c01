/** The part of KaTeX that pages use; its own types lie where this compiler does not look. */
declare module 'katex' {
  interface Options {
    output: 'mathml';
    displayMode: boolean;
  }
  const katex: { renderToString(tex: string, options: Options): string };
  export default katex;
}
