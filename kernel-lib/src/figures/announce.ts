import { setAnnouncer } from '../backend/announcement';
import { emit } from './emit';

// The engine's line appears below the running cell like every other output.
setAnnouncer((announcement) => emit({ ...announcement }));
