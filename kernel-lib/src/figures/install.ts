import { setAnnouncer } from '../backend/announcement';
import { tf } from '../backend/tensorflow';
import { installDownloadBar } from './download-bar';
import { emit } from './emit';
import { installTensorDisplay } from './tensor-display';
import { installTrainingBar } from './training-bar';

// Importing the door of the library is enough: tensors show themselves, training and downloads
// show their bars, and the engine's line appears below the running cell.
installTensorDisplay(tf.Tensor);
installTrainingBar();
installDownloadBar();
setAnnouncer((announcement, isFirst) => emit({ ...announcement }, { inConsole: isFirst }));
