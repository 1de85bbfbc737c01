/** The native packages of TensorFlow.js, and the build of TensorFlow that each is compiled against. */
export const tfjsVersion = '4.22.0';
export const tensorflowVersion = '2.21.0';

/**
 * One wheel of PyPI: `bytes` is what is downloaded, `unpacked` what we keep of it. The Python version only picks
 * one of several wheels that hold the same libraries: the Python that fetches it may be another.
 */
const wheel = (name, version, tags, bytes, unpacked, sha256) => {
  const [python, abi, platform] = tags.split('-');
  return { name, version, python, abi, platform, bytes, unpacked, sha256 };
};

/** CUDA 12.9 as TensorFlow asks for it: name, version, platform, bytes, SHA-256. */
const cuda = `
  cublas 12.9.3.13 manylinux_2_27_x86_64 581217458 d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72
  cuda-cupti 12.8.90 manylinux_2_17_x86_64 10248621 ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182
  cuda-nvcc 12.9.86 manylinux_2_12_x86_64 40546229 5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0
  cuda-nvrtc 12.9.86 manylinux_2_12_x86_64 89568129 210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4
  cuda-runtime 12.9.79 manylinux_2_17_x86_64 3493179 25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3
  cudnn 9.28.0.42 manylinux_2_27_x86_64 716538495 9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375
  cufft 11.4.1.4 manylinux_2_17_x86_64 200877592 c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28
  curand 10.3.10.19 manylinux_2_27_x86_64 68295626 49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e
  cusolver 11.7.5.82 manylinux_2_27_x86_64 338117415 15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88
  cusparse 12.5.10.65 manylinux_2_17_x86_64 366465088 73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78
  nccl 2.32.3 manylinux_2_27_x86_64 351526311 bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c
  nvjitlink 12.9.86 manylinux_2_12_x86_64 39748338 e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9
`
  .trim()
  .split('\n')
  .map((row) => {
    const [name, version, platform, size, sha256] = row.trim().split(' ');
    const bytes = Number(size);
    const tags = `py3-none-${platform}`;
    return wheel(`nvidia-${name}-cu12`, version, tags, bytes, 2 * bytes, sha256);
  });

const tensorflow = (name, machine, bytes, unpacked, sha256) =>
  wheel(name, tensorflowVersion, `cp311-cp311-manylinux_2_27_${machine}`, bytes, unpacked, sha256);

const cpuWheel = tensorflow(
  'tensorflow-cpu',
  'x86_64',
  273829956,
  860_000_000,
  '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
);
const gpuWheel = tensorflow(
  'tensorflow',
  'x86_64',
  572440367,
  1_800_000_000,
  '9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124',
);
const armWheel = tensorflow(
  'tensorflow',
  'aarch64',
  281828020,
  900_000_000,
  '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
);

/** What to install for `cpu` or `gpu` on this kind of machine; null where there is no such build. */
export function pinsFor(kind, { platform, arch } = process) {
  const wheels = {
    'linux x64 cpu': [cpuWheel],
    'linux x64 gpu': [gpuWheel, ...cuda],
    'linux arm64 cpu': [armWheel],
  }[`${platform} ${arch} ${kind}`];
  if (!wheels) return null;
  const packageName = kind === 'gpu' ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  return { kind, packageName, wheels };
}
