import type { Random } from '../tensor/random';

export type { Random };

/** A tensor as plain data: what crosses between an exercise and a candidate, and what a golden file holds. */
export interface WireTensor {
  shape: number[];
  dtype: 'float32' | 'int32' | 'bool';
  data: number[];
}

/** Everything that crosses: plain JSON values, with tensors as `WireTensor`. */
export type Wire =
  number | string | boolean | null | WireTensor | Wire[] | { [name: string]: Wire };

/** The inputs of one call, by name. The order of the names is the order of the arguments. */
export type Inputs = Record<string, Wire>;

export type Kind = 'write' | 'repair' | 'predict' | 'measure' | 'build';

/** What happened when a candidate was called. */
export type Outcome =
  | { status: 'value'; value: Wire; leaked: number }
  | { status: 'missing' }
  | { status: 'threw'; name: string; message: string; stack?: string }
  | { status: 'promise' }
  | { status: 'timeout'; seconds: number }
  | { status: 'disposed'; what: 'output' | 'input' }
  /** The result is there, but an array or object among the arguments is no longer what it was. */
  | { status: 'changed' }
  | { status: 'unusable'; got: string }
  /** The cell that should define the answer did not run. */
  | { status: 'cell-failed'; message: string; lines: string[] };

/** The gradients of `sum(dy * output)`, one for each name asked for; null where none arrives. */
export type GradientOutcome =
  | { status: 'gradients'; gradients: Record<string, WireTensor | null> }
  | Exclude<Outcome, { status: 'value' }>;

/** What became of `new Answer(config)`. */
export type CreateOutcome =
  { status: 'created'; model: CandidateModel } | Exclude<Outcome, { status: 'value' }>;

/** An object that a class under examination has made. No method ever rejects. */
export interface CandidateModel {
  /** The shape of each of its weights, by name. */
  weights: Record<string, number[]>;
  /** The value of the outcome is null. */
  setWeights(values: Record<string, WireTensor>): Promise<Outcome>;
  call(method: string, inputs: Inputs): Promise<Outcome>;
  /** With respect to every weight, and every input of fractions. */
  gradients(method: string, inputs: Inputs, dy: WireTensor): Promise<GradientOutcome>;
  dispose(): Promise<void>;
}

/**
 * An answer under examination. In the notebook it is the learner's function; elsewhere it may live in another
 * process. An exercise sees nothing but this. No method ever rejects.
 */
export interface Candidate {
  call(inputs: Inputs): Promise<Outcome>;
  gradients(inputs: Inputs, wrt: readonly string[], dy: WireTensor): Promise<GradientOutcome>;
  /** For an answer that is a class; it gets `config` with `random` added. */
  create(config: Inputs): Promise<CreateOutcome>;
}

/** Why a property does not hold. */
export interface Finding {
  /** One sentence about the learner's result: `Row [0, 2] sums to 0.731, not to 1`. */
  message: string;
  /** What that usually comes from, in one sentence. */
  cause?: string;
  /** Further lines of evidence, at most five. */
  lines?: string[];
}

/** What a property may use. `call` gives the value, or ends the case when the candidate has none to give. */
export interface PropertyContext {
  inputs: Inputs;
  random: Random;
  call(inputs: Inputs): Promise<Wire>;
  gradients(
    inputs: Inputs,
    wrt: readonly string[],
    dy: WireTensor,
  ): Promise<Record<string, WireTensor | null>>;
}

/** A claim about an answer that needs no reference. */
export interface Property {
  /** The claim, shown when it does not hold: `every row sums to 1`. */
  claim: string;
  check(context: PropertyContext): Promise<Finding | null>;
}

interface CaseBase {
  /** What the case looks at, in few words: `lengths differ between batches`. */
  name: string;
  /** The public seed of the inputs (default: the number of the case). Hidden checks draw others. */
  seed?: number;
  /** Its weight among the checks of the exercise (default 1). */
  weight?: number;
  /** The first hint of this case, where the exercise's own first hint would not fit. */
  hint?: string;
}

/** The answer is called with drawn inputs; the result is compared with the reference. */
export interface ValueCase extends CaseBase {
  kind: 'values';
  inputs: (random: Random) => Inputs;
  /** Largest difference allowed, absolute for small numbers and relative for large ones (default 1e-4). */
  tolerance?: number;
  /** A case fails, too, when tensors are left in memory (default false: the learner is told, and passes). */
  leaks?: boolean;
  /** What it means when a row of the output is NaN: one sentence about these inputs. */
  nan?: string;
}

/** The gradient of the answer with respect to named inputs, sent back from a random `dy`. */
export interface GradientCase extends CaseBase {
  kind: 'gradient';
  inputs: (random: Random) => Inputs;
  wrt: readonly string[];
  /** Relative difference allowed (default 2e-2). */
  tolerance?: number;
}

/** Which object of a class a case looks at, and how it is called. */
export interface ModelSetting {
  /** The constructor's one argument; `random`, for first weights, is added. */
  config: (random: Random) => Inputs;
  /** `forward` unless said. */
  method?: string;
}

/**
 * The answer is a class that extends `Module`: it is made, its weights are compared with the reference's by name and
 * shape and set to drawn numbers, and it is called; result and gradients of all weights are compared.
 */
export interface ModelCase extends CaseBase, ModelSetting {
  kind: 'model';
  inputs: (random: Random) => Inputs;
  /** Of the values; as for `values` (default 1e-4). Gradients are compared to 2e-2 of the largest slope. */
  tolerance?: number;
  /** Whether gradients are compared, too (default true). */
  hasGradients?: boolean;
}

/** A claim that needs no reference: see `exercise/properties`. With `config`, `call` calls an object of the class. */
export interface PropertyCase extends CaseBase, Partial<ModelSetting> {
  kind: 'property';
  inputs: (random: Random) => Inputs;
  property: Property;
}

/** A number, list or word that the learner found: compared with the reference's. */
export interface AnswerCase extends CaseBase {
  kind: 'answer';
  /** The part of the answer that this case looks at (a key of an object or an index; default: all of it). */
  part?: string | number;
  /** Largest difference allowed (absolute; default 1e-4). */
  tolerance?: number;
  /** With options the answer is one of their names, and a wrong one gets its own feedback. */
  options?: Record<string, { text: string; feedback: string }>;
}

export type Case = ValueCase | GradientCase | ModelCase | PropertyCase | AnswerCase;

/** A case as an author writes it: `gradients` adds a gradient case on the same inputs. */
export type CaseSource = Case | (ValueCase & { gradients?: readonly string[] });

export interface ExerciseSource {
  /** The name of the function or constant that the learner writes; unique over the course. */
  id: string;
  title: string;
  kind: Kind;
  points: number;
  difficulty: 1 | 2 | 3;
  minutes: number;
  /** What it trains, in one sentence. */
  about: string;
  /** Where the lesson treats it: `lesson 03, "A mask is a very low score"`. */
  see: string;
  /** A question, the place, the idea. Never the answer. */
  hints: readonly [string, string, string];
  /** What each axis of the output counts, in the singular: `['batch', 'query', 'key']`. */
  axes?: readonly string[];
  /** One argument for each input (default), or one object that holds them all. */
  signature?: 'positional' | 'object';
  /** The answer may be an async function (default: only in `build` exercises). */
  async?: boolean;
  cases: readonly CaseSource[];
}

/** An exercise, checked and with its defaults filled in by `defineExercises`. */
export interface Exercise extends Omit<ExerciseSource, 'cases' | 'axes'> {
  axes: readonly string[];
  signature: 'positional' | 'object';
  async: boolean;
  cases: readonly (Case & { seed: number; weight: number })[];
}

/** A wrong answer that people give. */
export interface Mistake {
  /** Short and unique in its exercise: `zero-before-softmax`. */
  id: string;
  /** Completes "Looks like …": `masked scores are set to 0 before the softmax`. */
  says: string;
  /** The hint that this mistake deserves. */
  hint: string;
  /** A function with the signature of the exercise, or a value. */
  answer: unknown;
}

/** A right answer in another style. */
export interface Variant {
  id: string;
  answer: unknown;
}

/** The exports of `solutions/NN-name.mistakes.ts`, keyed by exercise id. */
export type Mistakes = Record<string, readonly Mistake[]>;
export type Variants = Record<string, readonly Variant[]>;

/**
 * `plain`, a third export that may be left out: the answer in plain JavaScript, with 64-bit numbers. It takes the
 * inputs with their tensors as nested arrays; `attend verify` takes central differences of it, which are more exact.
 */
export type PlainForms = Record<string, (...inputs: never[]) => unknown>;
