// The one import of TensorFlow.js: every file of the library, and every lesson, computes with this object.
import * as tf from '@tensorflow/tfjs';

export { tf };
