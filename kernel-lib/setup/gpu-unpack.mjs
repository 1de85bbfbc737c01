import { rmSync } from 'node:fs';
import { mustRun } from './command.mjs';
import { readStamp, writeStamp } from './stamp.mjs';

/** Written in Python, which is there for pip and reads wheels. Every file appears whole or not at all. */
const unpack = String.raw`
import os, re, shutil, sys, zipfile
wheel, folder = sys.argv[1:]
wanted = re.compile(
    r"tensorflow/libtensorflow_(cc|framework)\.so\.2$"
    r"|tensorflow/include/(tensorflow/c|tensorflow/core/platform|tsl|xla/tsl)/.*\.h$"
    r"|nvidia/(?!.*/include/).*(?<!\.a)(?<!\.py)$"
)
with zipfile.ZipFile(wheel) as archive:
    for entry in archive.infolist():
        if entry.is_dir() or not wanted.match(entry.filename):
            continue
        path = os.path.join(folder, entry.filename)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(entry) as source, open(path + ".part", "wb") as target:
            shutil.copyfileobj(source, target, 1 << 20)
        os.chmod(path + ".part", 0o755 if "/bin/" in entry.filename else 0o644)
        os.replace(path + ".part", path)
`;

export const isUnpacked = (wheel, place) =>
  readStamp(place.stamp(`unpacked-${wheel.name}`)) === wheel.sha256;

/** Takes out of a wheel what the native package needs, then throws the wheel away. */
export async function unpackWheel(wheel, file, place, pip) {
  await mustRun(`Unpacking ${wheel.name}`, pip.program, ['-c', unpack, file, place.folder]);
  writeStamp(place.stamp(`unpacked-${wheel.name}`), wheel.sha256);
  rmSync(file);
}
