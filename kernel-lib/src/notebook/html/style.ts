const light = {
  paper: '#FFFFFF',
  ink: '#1B1F24',
  muted: '#57606A',
  rule: '#D8DCE0',
  link: '#1F5FA8',
  fail: '#BA430C',
  tint: '#FBEBE3',
  code: '#F5F6F8',
  keyword: '#7A2E8E',
  text: '#0F6E50',
  comment: '#5F6873',
  number: '#1F5FA8',
  good: '#147D67',
  warn: '#8A5A00',
};

const dark: typeof light = {
  paper: '#15181C',
  ink: '#E6E8EB',
  muted: '#A3ABB5',
  rule: '#383E46',
  link: '#85B7EC',
  fail: '#F09A74',
  tint: '#3A261C',
  code: '#1E2227',
  keyword: '#D3A4E4',
  text: '#7FD1B0',
  comment: '#9AA3AE',
  number: '#9CC6F2',
  good: '#52C3A4',
  warn: '#E0B341',
};

const variables = (theme: typeof light): string =>
  Object.entries(theme)
    .map(([name, value]) => `--${name}: ${value};`)
    .join(' ');

/** The style of a whole page: one column to read, contents beside it, light, dark and paper. */
export const pageStyle: string = `
:root { color-scheme: light dark; ${variables(light)}
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, "Noto Serif", Georgia, serif;
  --mono: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
@media print { :root { color-scheme: light; ${variables(light)} } }
* { box-sizing: border-box; }
html { scroll-padding-top: 24px; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 18px/1.6 var(--serif); }
a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:focus-visible, pre:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 16px; top: 8px; background: var(--paper); padding: 4px 8px; }
.wrap { max-width: 1040px; margin: 0 auto; padding: 0 32px; display: grid;
  grid-template-columns: minmax(0, 680px) 220px; column-gap: 76px; }
main { min-width: 0; padding: 48px 0 64px; }
h1, h2, h3, h4 { font-family: var(--sans); line-height: 1.2; font-weight: 650; letter-spacing: -.005em; }
h1 { font-size: 36px; margin: 0 0 12px; text-wrap: balance; }
h2 { font-size: 25px; margin: 64px 0 12px; }
h3 { font-size: 20px; margin: 40px 0 8px; }
h4 { font-size: 18px; margin: 32px 0 8px; }
p, ul, ol, blockquote { margin: 0 0 16px; }
ul, ol { padding-left: 1.3em; }
li { margin: 0 0 4px; }
li::marker { color: var(--muted); }
blockquote { padding-left: 16px; border-left: 2px solid var(--rule); color: var(--muted); }
hr { border: 0; border-top: 1px solid var(--rule); margin: 32px 0; }
.lead { font-size: 21px; line-height: 1.5; color: var(--muted); text-wrap: pretty; }
.lead em { font-style: normal; }
img { max-width: 100%; height: auto; }
code, pre { font-family: var(--mono); }
:not(pre) > code { font-size: .82em; background: var(--code); padding: .1em .3em; border-radius: 3px; }
pre { font-size: 14px; line-height: 1.55; margin: 0; overflow-x: auto; }
.in, .words pre { background: var(--code); padding: 12px 16px; border-radius: 4px; margin: 20px 0; }
.in:has(+ .out) { margin-bottom: 0; }
.k { color: var(--keyword); font-weight: 500; }
.s { color: var(--text); }
.n { color: var(--number); }
.c { color: var(--comment); }
.out { margin: 8px 0 24px; padding: 4px 0 0 16px; border-left: 2px solid var(--rule);
  font: 14px/1.5 var(--sans); overflow-x: auto; }
.out > * + * { margin-top: 12px; }
.out pre { font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
.out .html { overflow-x: auto; }
.cap { color: var(--muted); font-size: 13px; margin: 0 0 2px; }
.out > * + .cap { margin-top: 12px; }
.out > .cap + pre { margin-top: 2px; }
.stderr { border-left: 3px solid var(--fail); padding-left: 10px; }
.error { background: var(--tint); border-left: 3px solid var(--fail); border-radius: 4px; padding: 10px 14px; }
.error p { margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }
.error strong { color: var(--fail); }
.error pre { margin-top: 8px; }
.notice { font: 14px/1.5 var(--sans); background: var(--tint); border-left: 3px solid var(--fail);
  border-radius: 4px; padding: 10px 14px; margin: 0 0 32px; }
figure { margin: 0; }
figure img { display: block; background: #fff; border-radius: 4px; }
@media screen and (prefers-color-scheme: dark) { figure img { padding: 12px; } }
.words table { border-collapse: collapse; font: 15px/1.5 var(--sans); font-variant-numeric: tabular-nums;
  margin: 0 0 16px; display: block; overflow-x: auto; }
.words th, .words td { text-align: left; padding: 4px 24px 4px 0; border-bottom: 1px solid var(--rule); }
.words th { font-weight: 600; border-bottom-color: var(--ink); }
.eq { margin: 20px 0; overflow-x: auto; overflow-y: hidden; text-align: center; }
math { font-family: "STIX Two Math", "Cambria Math", "Latin Modern Math", "DejaVu Math TeX Gyre", math; font-size: 1.08em; }
.bad-math { border-bottom: 2px dotted var(--fail); }
.bold { font-weight: 650; }
.ansi-red { color: var(--fail); } .ansi-green { color: var(--good); } .ansi-yellow { color: var(--warn); }
.ansi-blue, .ansi-cyan { color: var(--link); } .ansi-magenta { color: var(--keyword); } .ansi-muted { color: var(--muted); }
aside { font: 13px/1.5 var(--sans); padding: 56px 0 0; }
aside nav { position: sticky; top: 32px; max-height: calc(100vh - 64px); overflow-y: auto; }
aside p { margin: 0 0 8px; color: var(--muted); }
aside ol { list-style: none; padding: 0; margin: 0; }
aside li { margin: 0; }
aside a { display: block; color: var(--muted); text-decoration: none; padding: 4px 0 4px 12px; border-left: 2px solid var(--rule); }
aside a:hover { color: var(--ink); }
.inline-toc { display: none; font: 14px/1.5 var(--sans); margin: 20px 0 0; }
.inline-toc summary { cursor: pointer; color: var(--muted); }
.foot { font: 13px/1.5 var(--sans); color: var(--muted); margin: 64px 0 0; padding: 12px 0 0; border-top: 1px solid var(--rule); }
@media (max-width: 980px) { .wrap { grid-template-columns: minmax(0, 680px); justify-content: center; }
  aside { display: none; } .inline-toc { display: block; } }
@media (max-width: 560px) { body { font-size: 17px; } h1 { font-size: 29px; } h2 { font-size: 22px; }
  .wrap { padding: 0 18px; } }
@media print { @page { margin: 18mm; } aside, .inline-toc, .skip { display: none; } .wrap { display: block; padding: 0; }
  body { font-size: 10.5pt; } .in, .words pre { border: 1px solid var(--rule); }
  figure, .out, .in { break-inside: avoid; } h2, h3 { break-after: avoid; } }
`;
