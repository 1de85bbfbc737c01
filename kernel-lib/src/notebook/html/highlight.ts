import { escapeHtml } from './escape';

const KEYWORDS = new Set(
  (
    'abstract any as async await boolean break case catch class const continue debugger declare default delete do ' +
    'else enum export extends false finally for from function get if implements import in infer instanceof interface ' +
    'is keyof let namespace never new null number object of private protected public readonly return satisfies set ' +
    'static string super switch symbol this throw true try type typeof undefined unknown using var void while yield'
  ).split(' '),
);

const TOKEN = new RegExp(
  [
    String.raw`(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))`,
    String.raw`(?<text>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?)`,
    String.raw`(?<template>\x60)`,
    String.raw`(?<number>\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]+)?(?:e[+-]?\d+)?)n?\b|\B\.\d+\b)`,
    String.raw`(?<word>[A-Za-z_$][\w$]*)`,
    String.raw`(?<slash>\/)`,
    String.raw`(?<closing>[)\]}])`,
    String.raw`(?<space>\s+)`,
    String.raw`(?<other>.)`,
  ].join('|'),
  'giy',
);
const REGEXP = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;

/**
 * TypeScript as HTML with `<span class="k|s|n|c">` around keywords, texts, numbers and comments. Everything else
 * stays plain: four colours are enough to read by.
 */
export function highlight(code: string): string {
  const html: string[] = [];
  let isOperandBefore = false; // after an operand a slash divides, elsewhere it begins a regular expression
  for (let at = 0; at < code.length;) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(code);
    if (!token?.groups) break;
    const { comment, text, template, number, word, slash, closing, space } = token.groups;
    let end = TOKEN.lastIndex;
    if (space ?? comment) html.push(comment ? span('c', comment) : space);
    else if (text ?? number) html.push(span(text ? 's' : 'n', token[0]));
    else if (template) {
      end = endOfTemplate(code, at);
      html.push(templateHtml(code.slice(at, end)));
    } else if (word) {
      const isName = code[at - 1] === '.' || /^\s*:/.test(code.slice(end, end + 8));
      html.push(KEYWORDS.has(word) && !isName ? span('k', word) : word);
    } else if (slash && !isOperandBefore) {
      REGEXP.lastIndex = at;
      const found = REGEXP.exec(code);
      end = found ? REGEXP.lastIndex : end;
      html.push(found ? span('s', found[0]) : slash);
    } else html.push(escapeHtml(token[0]));
    if (!space && !comment) {
      const isKeywordBefore = /^(return|typeof|case|of|in|await|yield)$/.test(word ?? '');
      isOperandBefore = Boolean(text ?? template ?? number ?? word ?? closing) && !isKeywordBefore;
    }
    at = end;
  }
  return html.join('');
}

function span(kind: string, text: string): string {
  return `<span class="${kind}">${escapeHtml(text)}</span>`;
}

/** Where the template literal that begins at `start` ends, with everything between its `${…}`. */
function endOfTemplate(code: string, start: number): number {
  for (let at = start + 1; at < code.length; at++) {
    if (code[at] === '\\') at++;
    else if (code[at] === '`') return at + 1;
    else if (code.startsWith('${', at)) at = endOfHole(code, at + 2) - 1;
  }
  return code.length;
}

function endOfHole(code: string, start: number): number {
  let depth = 1;
  for (let at = start; at < code.length; at++) {
    if (code[at] === '`') at = endOfTemplate(code, at) - 1;
    else if (code[at] === '{') depth++;
    else if (code[at] === '}' && --depth === 0) return at + 1;
  }
  return code.length;
}

/** The text of a template is coloured as text, the code in its holes as code. */
function templateHtml(template: string): string {
  const html: string[] = [];
  let from = 0;
  for (let at = 1; at < template.length; at++) {
    if (template[at] === '\\') at++;
    else if (template.startsWith('${', at)) {
      const end = endOfHole(template, at + 2);
      html.push(
        span('s', template.slice(from, at + 2)),
        highlight(template.slice(at + 2, end - 1)),
      );
      from = end - 1;
      at = end - 1;
    }
  }
  html.push(span('s', template.slice(from)));
  return html.join('');
}
