import { verifiedFile, type RealDataOptions, type RealFile } from './verified-file';
import { zipMember } from './zip';

type Split = 'train' | 'valid' | 'test';

/** A single file of the word-level version, as it also goes from hand to hand, with a mark at its start. */
const single: Partial<Record<Split, string>> = {
  valid: 'fad4e864edb80cad960afa6d709a3aef79466ed3b14cd39588ec0e677f874835',
  test: 'de76f21c9c9ffd6daaa88626bf8685824cc7427b401d5d2af3958a060d161a38',
};

function wikiFile(split: Split): RealFile {
  const hash = single[split];
  return {
    dataset: {
      name: 'WikiText-2',
      loader: 'wikiText2',
      licence: 'CC BY-SA 3.0, text of Wikipedia',
      citation: 'Merity et al. 2016, "Pointer Sentinel Mixture Models".',
    },
    part: `wiki.${split}.tokens`,
    places: [
      {
        path: 'wikitext-2-v1.zip',
        unpack: (archive) => zipMember(archive, `wiki.${split}.tokens`),
      },
      { path: `wikitext-2/${split}.txt` },
    ],
    // The first address of the authors answers no longer.
    urls: ['https://wikitext.smerity.com/wikitext-2-v1.zip'],
    known: [
      {
        edition: 'version 1',
        hash: '92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c',
        of: 'file',
      },
      ...(hash ? [{ edition: 'single file', hash }] : []),
    ],
  };
}

/**
 * Good articles of Wikipedia, cut into words, rare ones replaced by `<unk>`.
 *
 * @returns the articles, each an array of paragraphs whose first one is the title.
 * @throws Error when the file is not there and may not be downloaded, or it is not the known one.
 * @see Merity et al. 2016, "Pointer Sentinel Mixture Models", section 4.
 */
export async function wikiText2(split: Split, options: RealDataOptions = {}): Promise<string[][]> {
  const { content } = await verifiedFile(wikiFile(split), options);
  return readWikiText(content.toString('utf8'));
}

/**
 * Articles begin with a line ` = Title = ` between two empty ones (a formula may look like it); headings of
 * parts, ` = = Title = = `, are left out.
 */
export function readWikiText(text: string): string[][] {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim());
  const articles: string[][] = [];
  lines.forEach((line, at) => {
    const standsAlone = !lines[at - 1] && !lines[at + 1];
    if (standsAlone && /^= [^=].* =$/.test(line)) articles.push([line.slice(2, -2)]);
    else if (line !== '' && !/^= = /.test(line)) articles.at(-1)?.push(line);
  });
  return articles;
}
