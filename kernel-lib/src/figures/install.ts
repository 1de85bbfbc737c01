import { setAnnouncer } from '../backend/announcement';
import { tf } from '../backend/tensorflow';
import { emit } from './emit';
import { installTensorDisplay } from './tensor-display';
import { installTrainingBar } from './training-bar';

// Importing the door of the library is enough: tensors show themselves, training shows its bar,
// and the engine's line appears below the running cell.
installTensorDisplay(tf.Tensor);
installTrainingBar();
setAnnouncer((announcement, isFirst) => emit({ ...announcement }, { inConsole: isFirst }));
