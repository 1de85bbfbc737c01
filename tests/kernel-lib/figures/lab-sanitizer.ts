/**
 * What JupyterLab 4 keeps of the HTML in a notebook that was opened and not run, as far as this library
 * uses it: elements, attributes, and for each CSS property the values that pass. Anything else is lost.
 */
const elements = new Set(
  'a b br caption code details div em li ol p pre span strong sub summary sup table tbody td th thead tr ul'.split(
    ' ',
  ),
);

/** `href` survives on links, `colspan` and `rowspan` and `scope` on cells, the rest everywhere. */
const attributes = new Set(['style', 'title', 'colspan', 'rowspan', 'scope', 'href', 'open']);

const length = String.raw`-?(\d*\.)?\d+(px|em|%)|0`;
const color = String.raw`#[0-9a-f]{3,8}|transparent|rgb\(\d+, ?\d+, ?\d+\)|rgba\(\d+, ?\d+, ?\d+, ?(0?\.\d+|0|1)\)`;
const border = String.raw`((${length}|solid|dashed|dotted|none|${color})\s*){1,3}`;
const lengths = String.raw`((${length}|auto)\s*){1,4}`;

const properties: Record<string, string> = {
  'align-items': 'baseline|center|flex-start|flex-end|stretch',
  background: color,
  'background-color': color,
  border,
  'border-bottom': border,
  'border-collapse': 'collapse|separate',
  'border-left': border,
  'border-radius': lengths,
  'border-top': border,
  'caption-side': 'top|bottom',
  color,
  cursor: 'pointer|help|default',
  display: 'block|inline|inline-block|flex|inline-flex|table|table-cell',
  flex: String.raw`\d+ \d+ (${length}|auto)`,
  'flex-wrap': 'wrap|nowrap',
  'font-family': String.raw`('[\w -]+'|[\w -]+)(, ('[\w -]+'|[\w -]+))*`,
  'font-size': length,
  'font-style': 'normal|italic',
  'font-weight': 'normal|bold|[1-9]00',
  gap: lengths,
  height: `${length}|auto`,
  'justify-content': 'space-between|center|start|end',
  'line-height': String.raw`${length}|\d+(\.\d+)?`,
  margin: lengths,
  'margin-left': lengths,
  'max-width': `${length}|none`,
  'min-width': length,
  opacity: String.raw`0?\.\d+|0|1`,
  'overflow-x': 'auto|hidden|visible|scroll',
  padding: lengths,
  'table-layout': 'fixed|auto',
  'text-align': 'left|right|center',
  'text-decoration': 'none|underline|line-through',
  'vertical-align': 'baseline|middle|top|bottom|text-bottom|sub|super',
  'white-space': 'normal|nowrap|pre|pre-wrap|pre-line',
  width: `${length}|auto`,
  'word-break': 'normal|keep-all|break-all',
};

/** What JupyterLab would remove from this HTML, each in a few words; nothing when it survives whole. */
export function lostInLab(html: string): string[] {
  const lost: string[] = [];
  for (const [, name, rest] of html.matchAll(/<([a-zA-Z][\w-]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (!elements.has(name.toLowerCase())) lost.push(`<${name}>`);
    for (const [, attribute, value] of rest.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) {
      if (!attributes.has(attribute.toLowerCase())) lost.push(`attribute ${attribute}`);
      else if (attribute === 'style') lost.push(...lostDeclarations(value ?? ''));
    }
  }
  return lost;
}

function lostDeclarations(style: string): string[] {
  return style
    .split(';')
    .map((declaration) => declaration.trim())
    .filter(Boolean)
    .filter((declaration) => {
      const [property, ...value] = declaration.split(':');
      const allowed = properties[property.trim()];
      return !allowed || !new RegExp(`^(${allowed})$`, 'i').test(value.join(':').trim());
    });
}
