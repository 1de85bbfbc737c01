import type { WireTensor } from './types';

/** In the order in which they are looked for. */
export type State =
  | 'golden'
  | 'missing'
  | 'cell'
  | 'stub'
  | 'threw'
  | 'promise'
  | 'timeout'
  | 'disposed'
  | 'changed'
  | 'unusable'
  | 'weights'
  | 'shape'
  | 'dtype'
  | 'nan'
  | 'values'
  | 'answer'
  | 'property'
  | 'gradient'
  | 'leak';

export interface GradientRow {
  name: string;
  shape: number[];
  yours: number;
  expected: number;
  relativeError: number;
  isRight: boolean;
  isMissing: boolean;
}

/** What is shown as proof, in the form that both the text and the HTML report draw. */
export type Evidence =
  | {
      type: 'comparison';
      got: WireTensor;
      expected: WireTensor;
      tolerance: number;
      /** Where in the data the first difference is, and how many there are. */
      first: number;
      differing: number;
      /** Of a result with several parts: which one. */
      part: string;
    }
  | { type: 'shape'; got: number[]; expected: number[]; axes: readonly string[] }
  | { type: 'nan'; got: WireTensor; count: number; first: number }
  | { type: 'gradients'; rows: GradientRow[] }
  | { type: 'code'; lines: { number: number; text: string; isHere: boolean }[] }
  | { type: 'facts'; rows: [name: string, value: string][] }
  | { type: 'lines'; lines: string[] };

/** Why a case does not pass. */
export interface Diagnosis {
  state: State;
  /** The state in words, for the head line: `values differ`. */
  words: string;
  /** The sentence that helps most, without a full stop. */
  cause: string;
  /** Less important sentences. */
  detail: string[];
  evidence: Evidence[];
}
