import type { VegaLiteSpec } from './render';
import { finite, type Slider } from './input';
import { roundStep } from './scales';
import { say } from './words';

/** A slider that was checked, with what the specification needs of it. */
export interface ReadSlider extends Slider {
  startFrame: number;
  /** Vega-Lite parameter bound to the control. */
  param: { name: string; value: number; bind: object };
  /** Keeps the rows (field `f`) of the chosen frame. */
  filter: { filter: string };
}

/** Checks a slider of a figure. */
export function readSlider(functionName: string, slider: Slider | undefined): ReadSlider | null {
  if (slider === undefined) return null;
  const where = `${functionName}: slider`;
  const values = [...slider.values].map((value, i) => finite(`${where}.values[${i}]`, value));
  if (values.length < 2)
    throw new Error(`${where}.values must hold at least 2, got ${values.length}`);
  const startFrame = values.findIndex((value) => Math.abs(value - slider.start) < 1e-9);
  if (startFrame < 0) {
    throw new Error(
      `${where}.start must be one of its values (${values.map(say).join(', ')}), got ${slider.start}`,
    );
  }
  const name = `at_${slider.label.replace(/[^A-Za-z0-9]+/g, '_')}`;
  const step = evenStep(values);
  const bound =
    step === null
      ? // Uneven values: the control counts frames; the value itself stands in the figure.
        {
          value: startFrame + 1,
          min: 1,
          max: values.length,
          step: 1,
          name: `${slider.label} (frame) `,
        }
      : {
          value: values[startFrame],
          min: values[0],
          max: values[values.length - 1],
          step,
          name: `${slider.label} `,
        };
  const { value, ...bind } = bound;
  const frame = step === null ? `${name} - 1` : `round((${name} - ${values[0]}) / ${step})`;
  return {
    ...slider,
    values,
    startFrame,
    param: { name, value, bind: { input: 'range', ...bind } },
    filter: { filter: `datum.f === ${frame}` },
  };
}

function evenStep(values: number[]): number | null {
  const step = (values[values.length - 1] - values[0]) / (values.length - 1);
  if (step <= 0) return null;
  const isEven = values.every((value, i) => Math.abs(value - values[0] - i * step) < 1e-6 * step);
  // 0.30000000000000004 would show in the control.
  return isEven ? Number(step.toPrecision(12)) : null;
}

/** One entry per frame, checked: `series "a" must have 5 frames (one per slider value), got 4`. */
export function checkFrames(where: string, got: number, slider: ReadSlider): void {
  if (got !== slider.values.length) {
    throw new Error(
      `${where} must have ${slider.values.length} frames, one per slider value, got ${got}`,
    );
  }
}

/** The value of the slider, written `above` pixels over the plot on the right. */
export function sliderCaption(slider: ReadSlider, width: number, above = 6): VegaLiteSpec {
  const values = slider.values.map((value, f) => ({
    f,
    text: `${slider.label} = ${sliderText(slider, value)}`,
  }));
  return {
    data: { values },
    transform: [slider.filter],
    mark: { type: 'text', align: 'right', baseline: 'bottom', fontWeight: 600 },
    encoding: { text: { field: 'text' }, x: { value: width }, y: { value: -above } },
  };
}

function sliderText(slider: ReadSlider, value: number): string {
  const isWhole = slider.values.every(Number.isInteger);
  const smallest = roundStep(Math.min(...slider.values.map((v) => Math.abs(v) || 1)), 1);
  return isWhole || smallest < 1e-3 ? say(value) : String(Number(value.toPrecision(4)));
}

/** What the text of a figure says about its slider. */
export function sliderWords(slider: ReadSlider): string {
  const [low, high] = [Math.min(...slider.values), Math.max(...slider.values)];
  return `A slider sets ${slider.label} from ${say(low)} to ${say(high)}; here it is ${say(slider.start)}.`;
}
