import MarkdownIt from 'markdown-it';
import { highlight } from './highlight';
import { mathPlugin } from './math';

/** A heading of the page, for its contents. */
export interface Heading {
  level: number;
  id: string;
  /** HTML: a heading may hold a formula. */
  html: string;
}

/** Turns the text cells of one page into HTML and remembers the headings. */
export class PageMarkdown {
  readonly headings: Heading[] = [];
  private readonly markdown: MarkdownIt.MarkdownIt;
  private readonly takenIds = new Map<string, number>();

  constructor() {
    this.markdown = new MarkdownIt({
      html: true,
      linkify: false,
      typographer: false,
      highlight: (code, language) =>
        /^(ts|typescript|js|javascript)$/.test(language) ? highlight(code) : '',
    });
    this.markdown.use(mathPlugin);
  }

  render(text: string): string {
    const tokens = this.markdown.parse(text, {});
    tokens.forEach((token, at) => {
      if (token.type === 'heading_open') {
        const inline = tokens[at + 1];
        const id = this.idFor(inline.content);
        token.attrSet('id', id);
        const html = this.markdown.renderer.render([inline], this.markdown.options, {});
        this.headings.push({ level: Number(token.tag.slice(1)), id, html });
      } else if (token.type === 'paragraph_open' && isPromise(tokens, at)) {
        token.attrSet('class', 'lead');
      }
    });
    return this.markdown.renderer.render(tokens, this.markdown.options, {});
  }

  private idFor(heading: string): string {
    const words = heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, '-')
      .replace(/^-|-$/g, '');
    const id = words || 'section';
    const count = (this.takenIds.get(id) ?? 0) + 1;
    this.takenIds.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  }
}

/** The paragraph in italics under the title of a page: what the lesson promises. */
function isPromise(tokens: MarkdownIt.Token[], at: number): boolean {
  const isUnderTitle = tokens[at - 1]?.type === 'heading_close' && tokens[at - 1].tag === 'h1';
  const children = tokens[at + 1].children?.filter((child) => child.content || child.nesting) ?? [];
  return (
    isUnderTitle &&
    children[0]?.type === 'em_open' &&
    children.findIndex((child) => child.type === 'em_close') === children.length - 1
  );
}
