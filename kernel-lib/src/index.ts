// The door: what lessons use, in the order in which a reader meets it.

import './figures/install';

// 00 Getting started
export { tf } from './backend/tensorflow';
export { backendInUse, useBackend } from './backend/use-backend';
export type { Backend, EngineName } from './backend/engine';
export { seededRandom, type Random } from './tensor/random';
export { shapeText } from './tensor/shape';
export { allClose, maxDifference, type Numbers } from './tensor/compare';

// 01 Queries, keys, values
export { attentionPool } from './attention/attention-pool';

// 02 Kernel regression
export {
  boxcarKernel,
  constantKernel,
  epanechnikovKernel,
  gaussianKernel,
  type Kernel,
} from './attention/kernels';
export { kernelRegression, kernelWeights } from './attention/kernel-regression';
export { gaussianWeights } from './attention/gaussian-weights';
export { fit, type FitOptions } from './training/fit';
export type { HeldOut, History } from './training/history';
export { Adam, type AdamOptions } from './training/adam';
export { AdamW, type AdamWOptions } from './training/adam-w';
export { clipGradients, type ClippedGradients } from './training/clip-gradients';
export {
  cosineSchedule,
  linearSchedule,
  noamSchedule,
  warmupSchedule,
  type Schedule,
} from './training/schedules';
export { loadWeights, saveWeights } from './training/weights';
export { entropy, meanSquaredError, variance } from './training/metrics';
export { isQuickPace, paced } from './training/pace';
export { checkpoint, interruptSignal } from './training/interrupt';

// 03 Scoring functions and masked softmax
export { causalMask, lengthMask, type ValidLens } from './tensor/mask';
export {
  bilinearScores,
  distanceScores,
  dotProductScores,
  scaledDotProductScores,
} from './attention/scores';
export { additiveScores, type AdditiveWeights } from './attention/additive-scores';
export { attentionWeights, maskedSoftmax, type AttentionLimits } from './attention/masked-softmax';
export {
  scaledDotProductAttention,
  scaledDotProductWeights,
  type AttentionInput,
  type WeightsInput,
} from './attention/scaled-dot-product';
export { Module } from './nn/module';
export { Linear, type LinearOptions } from './nn/linear';
export { AdditiveAttention, type AdditiveAttentionOptions } from './attention/additive-attention';

// 04 Tokens and embeddings
export { tokenize } from './text/tokenize';
export { reservedTokens, Vocabulary, type VocabularyOptions } from './text/vocabulary';
export { padBatch, padToLength, type PadOptions } from './text/pad';
export { BytePairEncoding, type DecodeOptions, type Encoding } from './text/byte-pair-encoding';
export type { BpeTraining } from './text/train-bpe';
export type { TokenizerFile } from './text/tokenizer-file';
export { skipGramExamples, type SkipGramExamples, type SkipGramOptions } from './text/skip-gram';
export { cosineSimilarity } from './tensor/cosine-similarity';
export { nearestNeighbours, type Neighbour } from './text/nearest-neighbours';
export { principalComponents, type PrincipalComponents } from './tensor/principal-components';
export { Embedding, type EmbeddingOptions } from './nn/embedding';
export { crossEntropy, type CrossEntropyOptions } from './nn/cross-entropy';
export { embeddingCorpus, embeddingPairs } from './data/embedding/embedding-corpus';
export type { EmbeddingPair } from './data/embedding/pairs';

// 05 Sequence to sequence
export { enfrPairs, type EnfrPair, type EnfrSplit } from './data/enfr-pairs';
export { readTabbedPairs, type TabbedPair } from './data/tabbed-pairs';
export { frenchEnglishPairs, type FrenchEnglishPair } from './data/french-english';
export { bleu, type Bleu, type BleuInput, type Sentence } from './text/bleu';
export { Dropout, type DropoutOptions } from './nn/dropout';
export { VanillaRNN } from './nn/vanilla-rnn';
export { GRUCell, type GRUCellOptions } from './nn/gru-cell';
export { GRU, type GRUOptions } from './nn/gru';
export { BidirectionalGRU } from './nn/bidirectional-gru';
export type { RecurrenceOptions, RecurrenceResult } from './nn/recurrence';
export { Seq2Seq, type Seq2SeqKept, type Seq2SeqOptions } from './models/seq2seq';
export type { Seq2SeqAttention } from './models/seq2seq-decoder';

// 06 Structured self-attention
export {
  hopPenalty,
  StructuredSelfAttention,
  type HopLimits,
  type StructuredEmbedding,
  type StructuredSelfAttentionOptions,
} from './attention/structured-self-attention';
export {
  SentenceClassifier,
  type SentenceClassifierOptions,
  type SentenceInput,
} from './models/sentence-classifier';
export { meanOfTokens, SentenceEncoder, type SentenceLens } from './models/sentence-encoder';
export { BagEncoder } from './models/bag-encoder';
export { HopsEncoder, type HopsEncoderOptions, type HopsReading } from './models/hops-encoder';
export { reviews, type LabelledReview } from './data/reviews/reviews';

// 07 Multi-head attention
export { mergeHeads, splitHeads } from './attention/heads';
export {
  MultiHeadAttention,
  type KeysAndValues,
  type MultiHeadAttentionInput,
  type MultiHeadAttentionOptions,
  type MultiHeadWeightsInput,
} from './attention/multi-head-attention';
export type { SequenceLimits } from './attention/sequence-limits';
export { homographs, homographSenses, type HomographSentence } from './data/homographs/homographs';

// 08 Positions, and convolution, recurrence and attention beside each other
export { Conv1D, type Conv1DOptions } from './nn/conv1d';
export {
  sinusoidalPositions,
  type SinusoidLayout,
  type SinusoidOptions,
} from './attention/sinusoidal-positions';
export {
  PositionalEncoding,
  type PositionalEncodingOptions,
  type PositionOptions,
} from './attention/positional-encoding';
export { LearnedPositions, type LearnedPositionsOptions } from './attention/learned-positions';
export {
  clippedDistances,
  RelativeAttention,
  type RelativeAttentionOptions,
} from './attention/relative-attention';
export { rotatePositions, type RotationOptions } from './attention/rotate-positions';
export { ConvEncoder, type ConvEncoderOptions } from './models/conv-encoder';
export { GRUEncoder, type GRUEncoderOptions } from './models/gru-encoder';
export { AttentionEncoder, type AttentionEncoderOptions } from './models/attention-encoder';

// 09 Transformer blocks
export { LayerNorm, type LayerNormOptions } from './nn/layer-norm';
export { BatchNorm, type BatchNormOptions } from './nn/batch-norm';
export type { Activation } from './nn/activation';
export { FeedForward, type FeedForwardOptions } from './nn/feed-forward';
export { RMSNorm } from './nn/rms-norm';
export { postNorm, preNorm, type Norm, type NormOptions, type Sublayer } from './models/residual';
export {
  SelfAttentionBlock,
  type BlockOptions,
  type Extended,
} from './models/self-attention-block';
export {
  CrossAttentionBlock,
  type DecoderKept,
  type DecoderLimits,
  type DecoderWeights,
} from './models/cross-attention-block';
export { TransformerEncoder, type StackOptions } from './models/transformer-encoder';
export { TransformerDecoder } from './models/transformer-decoder';
export {
  sequenceTask,
  type SequenceExample,
  type SequenceTask,
  type SequenceTaskOptions,
} from './data/tasks/sequence-task';

// 10 The Transformer
export {
  Transformer,
  type SourceInput,
  type TransformerKept,
  type TransformerOptions,
  type TranslationInput,
} from './models/transformer';
export { Writing, type WritingOptions, type WritingStep } from './models/writing';
export type { Kept } from './models/kept-keys';
export { greedySearch, type SearchOptions } from './models/greedy-search';
export { beamSearch, type BeamSearchOptions, type Hypothesis } from './models/beam-search';

// 11 GPT
export { GPT, type GPTOptions } from './models/gpt';
export type { GenerateOptions } from './models/generate';
export { sampleFrom, samplingDistribution, type SamplingOptions } from './models/sampling';
export { perplexity } from './nn/perplexity';
export { gptWeightsFrom, type NamedTensors } from './models/gpt-weights';
export { addition, type Addition, type AdditionOptions } from './data/tasks/addition';
export {
  theatre,
  theatreEntropy,
  theatreLogProbability,
  type Scene,
  type TheatreEntropy,
} from './data/theatre/theatre';

// 12 Vision Transformer
export { imageFromPatches, imagePatches } from './nn/patches';
export { ViT, type ViTOptions } from './models/vit';
export { vitWeightsFrom } from './models/vit-weights';
export { attentionRollout } from './attention/attention-rollout';
export { MLP, type MLPOptions } from './nn/mlp';
export { CNN, type CNNOptions } from './models/cnn';
export { Conv2D, type Conv2DOptions } from './nn/conv2d';
export { shapes28 } from './data/shapes/shapes28';
export { shapes32 } from './data/shapes/shapes32';
export type { ShapeOptions, ShapeSet, ShapeSplit } from './data/shapes/shape-set';

// 12b Images as text, and attention along axes
export { ImageGPT, type ImageGPTOptions } from './models/image-gpt';
export { AxialAttention, axialMask, type AxialAttentionOptions } from './attention/axial-attention';

// Real data, for trying beside the generated: downloaded only when asked
export { tinyShakespeare } from './data/tiny-shakespeare';
export { fashionMnist, mnist } from './data/mnist';
export { cifar10, readCifarBatch } from './data/cifar';
export { imageBatch, type ImageSet } from './data/image-set';
export { readIdx, type IdxArray } from './data/idx';
export { wikiText2 } from './data/wiki-text';
export { imdbReviews, type FilmReview } from './data/imdb';
export type { RealDataOptions } from './data/verified-file';

// Figures and tables, in every lesson
export { show, type ShowOptions } from './figures/show';
export { showTable, type TableOptions } from './figures/table';
export { headline, type Gate, type Headline } from './figures/headline';
export { heatmap, type HeatmapOptions } from './figures/heatmap';
export { heatmaps, type HeatmapPanel, type HeatmapsOptions } from './figures/heatmaps';
export { lines, type LinesOptions, type Series } from './figures/lines';
export {
  regression,
  type RegressionData,
  type RegressionOptions,
  type RegressionPoint,
} from './figures/regression';
export { bars, type Bar, type BarsOptions } from './figures/bars';
export { blockDiagram, type BlockDiagramOptions } from './figures/block-diagram';
export { headView, type HeadViewOptions } from './figures/head-view';
export { tokenWeights, type TokenRow, type TokenWeightsOptions } from './figures/token-weights';
export { histogram, type HistogramOptions } from './figures/histogram';
export { imageGrid, type ImageGridOptions, type ImagePanel } from './figures/image-grid';
export { positionSimilarity, type PositionSimilarityOptions } from './figures/position-similarity';
export { scatter, type ScatterOptions, type ScatterPoint } from './figures/scatter';
export { smallMultiples, type SmallMultiplesOptions } from './figures/small-multiples';
export { Figure, type FigureOptions } from './figures/figure';
export type { Mask, Matrix, Pixels, Slider, TensorLike, Vector } from './figures/input';
