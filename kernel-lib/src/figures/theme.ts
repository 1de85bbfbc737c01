/** The colours of the course: each has one meaning wherever it appears. */
export const colors = {
  ink: '#1B1F24',
  secondary: '#57606A',
  axis: '#9AA3AD',
  grid: '#E9ECEF',
  plate: '#FFFFFF',
  /** Where the reader should look: the current query, an outlined cell. */
  here: '#BA430C',
  masked: '#D5D9DE',
  maskedInk: '#6E7781',
  /** At most five at a time, and never the only sign: shape, dash or label goes with it. */
  category: ['#1F5FA8', '#B13208', '#199971', '#4E194E', '#BD8B00'],
  /** The same five for text on white, where a thin letter needs more contrast. */
  categoryText: ['#1F5FA8', '#B13208', '#0F6E50', '#4E194E', '#7A5A00'],
  sequential: ['#FAFCFE', '#C9DDF0', '#7FB0DC', '#3A7CBF', '#134679'],
  diverging: ['#A33A08', '#E39A6B', '#F7F7F7', '#7FB0DC', '#134679'],
} as const;

/** Above these shares of a scale a number in a cell turns white, to keep 4.5 : 1 against the cell. */
export const whiteTextAbove = {
  sequential: 0.765,
  divergingHigh: 0.76,
  divergingLow: 0.83,
} as const;

/** Notebooks at 800 px show 620; every figure stays below. */
export const figureWidth = 610;

const fontStack =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';

/** The Vega-Lite configuration that every figure carries: always a white plate, also in dark mode. */
export const vegaConfig = {
  background: colors.plate,
  padding: { left: 14, right: 16, top: 12, bottom: 12 },
  font: fontStack,
  title: {
    anchor: 'start',
    frame: 'bounds',
    fontSize: 15,
    fontWeight: 600,
    color: colors.ink,
    lineHeight: 20,
    offset: 14,
    subtitleColor: colors.secondary,
    subtitleFontSize: 12,
    subtitleFontWeight: 400,
    subtitleLineHeight: 16,
    subtitlePadding: 5,
  },
  view: { stroke: null },
  // Lab's dark mode sets light labels through these two styles; name them, or they vanish on white.
  style: {
    'guide-label': { fill: colors.ink, fontSize: 12 },
    'guide-title': { fill: colors.secondary, fontSize: 12, fontWeight: 400 },
  },
  axis: {
    domainColor: colors.axis,
    tickColor: colors.axis,
    gridColor: colors.grid,
    labelColor: colors.ink,
    labelFontSize: 12,
    labelPadding: 5,
    tickSize: 4,
    titleColor: colors.secondary,
    titleFontSize: 12,
    titleFontWeight: 400,
    titlePadding: 8,
  },
  axisBand: { domain: false, ticks: false, grid: false, labelPadding: 6 },
  legend: {
    labelColor: colors.ink,
    labelFontSize: 12,
    titleColor: colors.secondary,
    titleFontSize: 12,
    titleFontWeight: 400,
    gradientLength: 120,
    gradientThickness: 8,
    symbolStrokeWidth: 2,
  },
  line: { strokeWidth: 2, strokeCap: 'round', strokeJoin: 'round' },
  text: { color: colors.ink, fontSize: 12 },
  range: { category: colors.category, ramp: colors.sequential, heatmap: colors.sequential },
} as const;
