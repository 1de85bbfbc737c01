import { tf } from '../backend/tensorflow';
import { installTensorDisplay } from './tensor-display';
import { installTrainingBar } from './training-bar';

// Importing the door of the library is enough: tensors show themselves, and training shows its bar.
installTensorDisplay(tf.Tensor);
installTrainingBar();
