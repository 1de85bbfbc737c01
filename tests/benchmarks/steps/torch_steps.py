# Times training steps of one of the models in PyTorch; the last line it prints is the result.
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F

request = json.loads(sys.argv[1])
sizes = request["sizes"]
is_tuned = request["isTuned"]
num_compared = request["numCompared"]
torch.set_num_threads(request["threads"])
dim, num_heads, num_layers = sizes["dim"], sizes["heads"], sizes["layers"]
types = {"F32": torch.float32, "I32": torch.int32, "BOOL": torch.bool}


def read_tensors(file):
    with open(file, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        header = json.loads(stream.read(length))
        body = bytearray(stream.read())
    header.pop("__metadata__", None)
    return {
        name: torch.frombuffer(
            body, dtype=types[entry["dtype"]], count=math.prod(entry["shape"]), offset=entry["data_offsets"][0]
        ).reshape(entry["shape"]).clone()
        for name, entry in header.items()
    }


def is_linear(name):
    tables = ("sourceEmbedding", "targetEmbedding", "embedding", "positions")
    return name.endswith(".weight") and name.split(".")[-2] not in tables


# A layer of PyTorch keeps its matrix as (outputs, inputs).
weights = {
    name: (tensor.t().contiguous() if is_linear(name) else tensor).requires_grad_(name != "positions.table")
    for name, tensor in read_tensors(request["weights"]).items()
}
data = {name: tensor.long() if tensor.dtype == torch.int32 else tensor for name, tensor in read_tensors(request["data"]).items()}


def dense(name, x):
    return F.linear(x, weights[f"{name}.weight"], weights.get(f"{name}.bias"))


def norm(name, x):
    return F.layer_norm(x, (dim,), weights[f"{name}.gain"], weights[f"{name}.bias"], 1e-5)


def gelu(x):
    return F.gelu(x, approximate="tanh")


def attend(name, queries, memory, mask=None):
    def split(projection, x):
        y = dense(f"{name}.{projection}", x)
        return y.view(y.shape[0], y.shape[1], num_heads, dim // num_heads).transpose(1, 2)

    q, k, v = split("queryProjection", queries), split("keyProjection", memory), split("valueProjection", memory)
    if is_tuned:
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=mask is not None)
    else:
        scores = q @ k.transpose(-2, -1) / math.sqrt(dim // num_heads)
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        mixed = torch.softmax(scores, -1) @ v
    return dense(f"{name}.outputProjection", mixed.transpose(1, 2).reshape(queries.shape))


def feed(name, x, activation):
    return dense(f"{name}.output", activation(dense(f"{name}.hidden", x)))


def causal(length):
    return torch.ones(length, length, dtype=torch.bool).triu(1)


def pre_norm_blocks(name, x, mask=None):
    for i in range(num_layers):
        block = f"{name}.blocks.{i}"
        h = norm(f"{block}.attentionResidual.norm", x)
        x = x + attend(f"{block}.attention", h, h, mask)
        x = x + feed(f"{block}.feedForward", norm(f"{block}.feedForwardResidual.norm", x), gelu)
    return norm(f"{name}.finalNorm", x)


def translation():
    def embed(name, ids):
        return F.embedding(ids, weights[f"{name}.weight"]) * math.sqrt(dim) + weights["positions.table"]

    mask = causal(sizes["length"])
    x, y = embed("sourceEmbedding", data["source"]), embed("targetEmbedding", data["target"])
    for i in range(num_layers):
        block = f"encoder.blocks.{i}"
        x = norm(f"{block}.attentionResidual.norm", x + attend(f"{block}.attention", x, x))
        x = norm(f"{block}.feedForwardResidual.norm", x + feed(f"{block}.feedForward", x, torch.relu))
    for i in range(num_layers):
        block = f"decoder.blocks.{i}"
        y = norm(f"{block}.selfResidual.norm", y + attend(f"{block}.selfAttention", y, y, mask))
        y = norm(f"{block}.crossResidual.norm", y + attend(f"{block}.crossAttention", y, x))
        y = norm(f"{block}.feedForwardResidual.norm", y + feed(f"{block}.feedForward", y, torch.relu))
    return dense("output", y)


def images():
    batch, patch = sizes["batch"], sizes["patch"]
    side = sizes["image"] // patch
    patches = data["images"].view(batch, side, patch, side, patch).transpose(2, 3).reshape(batch, side * side, patch * patch)
    first = weights["classToken"].expand(batch, 1, dim)
    tokens = torch.cat([first, dense("patchEmbedding", patches)], 1) + weights["positions.weight"]
    return dense("readout.layers.0", pre_norm_blocks("encoder", tokens)[:, 0])


def text():
    x = F.embedding(data["target"], weights["embedding.weight"]) + weights["positions.weight"]
    return dense("head", pre_norm_blocks("body", x, causal(sizes["length"])))


logits = {"a": translation, "b": images, "c": text}[request["workload"]]
trained = [tensor for tensor in weights.values() if tensor.requires_grad]
optimizer = torch.optim.Adam(trained, lr=request["learningRate"], fused=True if is_tuned else None)
losses, times, processor_times = [], [], []
begin = time.perf_counter()
while len(times) <= num_compared or time.perf_counter() - begin < request["seconds"]:
    started, processor_started = time.perf_counter(), time.process_time()
    optimizer.zero_grad()
    output = logits()
    loss = F.cross_entropy(output.reshape(-1, output.shape[-1]), data["labels"].reshape(-1))
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    times.append(1000 * (time.perf_counter() - started))
    processor_times.append(1000 * (time.process_time() - processor_started))


def peak_memory():
    try:
        with open("/proc/self/status") as status:
            return 1024 * next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


device = f"PyTorch {torch.__version__}"
result = {"losses": losses, "times": times, "processorTimes": processor_times}
print(json.dumps({**result, "device": device, "peak": peak_memory()}))
