import { verifiedFile, type RealDataOptions, type RealFile } from './verified-file';

const plays: RealFile = {
  dataset: {
    name: 'Tiny Shakespeare',
    loader: 'tinyShakespeare',
    licence: 'public domain',
    citation: 'Parts of the plays, collected by Karpathy 2015 for char-rnn.',
  },
  part: 'input.txt',
  places: [{ path: 'tinyshakespeare.txt' }, { path: 'input.txt' }],
  urls: [
    'https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt',
  ],
  bytes: 1_115_394,
  known: [
    {
      edition: 'as published',
      hash: '86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed',
    },
  ],
};

/**
 * 40,000 lines of Shakespeare's plays as one text of 65 different characters.
 *
 * @throws Error when the file is not there and may not be downloaded, or it is not the known one.
 * @see Karpathy 2015, "The Unreasonable Effectiveness of Recurrent Neural Networks".
 */
export async function tinyShakespeare(options: RealDataOptions = {}): Promise<string> {
  return (await verifiedFile(plays, options)).content.toString('utf8');
}
