"""The Tiny Recursive Model (arXiv 2510.04871) in plain PyTorch, to be timed beside the Java one.

Written from the paper's description as one writes PyTorch: nothing here knows of the TorchScript that Java runs.
Orders come as lines of JSON on standard input; each is answered by a line of JSON on standard output:

  {"do": "open", "file": F, "precision": P, "threads": N}   a network with its weights and examples, all anew
  {"do": "cycle"}, {"do": "step"}                           one of either; {"seconds": S}
  {"do": "first", "what": "cycle" or "step", "out": F}      the first of either, its numbers written to a file

What goes wrong is answered by {"error": WORDS}. With the argument "compiled" the network's pass goes through
torch.compile. Needs PyTorch and nothing else.

B batch, L = prefix + cells, H hidden, D head width, V vocabulary, S cells. A network of relations has a state for each
cell and symbol of a grid with K symbols and as many rows and columns: L = K · K · K.
"""

import ctypes
import json
import math
import struct
import sys
import time

import torch
import torch.nn.functional as F

TYPES = {"F32": torch.float32, "I64": torch.int64}
IGNORED = -100


def read(path):
    """The metadata and tensors of a safetensors file."""
    with open(path, "rb") as file:
        (size,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(size))
        data = bytearray(file.read())
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        start, end = entry["data_offsets"]
        kind = TYPES[entry["dtype"]]
        count = (end - start) // kind.itemsize
        flat = torch.frombuffer(data, dtype=kind, count=count, offset=start) if count else torch.empty(0)
        tensors[name] = flat.reshape(entry["shape"]).clone()
    return metadata, tensors


def write(path, tensors):
    """Tensors as a safetensors file, all in float32."""
    header, parts, at = {}, [], 0
    for name, tensor in tensors.items():
        wide = tensor.detach().to(torch.float32).contiguous()
        part = ctypes.string_at(wide.data_ptr(), wide.nbytes)
        header[name] = {"dtype": "F32", "shape": list(wide.shape), "data_offsets": [at, at + len(part)]}
        parts.append(part)
        at += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        for part in parts:
            file.write(part)


def rms(x, epsilon):
    wide = x.float()
    return (wide * torch.rsqrt(wide.square().mean(-1, keepdim=True) + epsilon)).to(x.dtype)


def swiglu(x, gate_up, down):
    gate, up = F.linear(x, gate_up).chunk(2, dim=-1)
    return F.linear(F.silu(gate) * up, down)


def rotate_half(x):
    first, second = x.chunk(2, dim=-1)
    return torch.cat((-second, first), dim=-1)


class Network:
    """The mathematics; weights come with every call, in the type that is computed in."""

    def __init__(self, config, compiled):
        self.config = config
        self.turns = None
        if config["mixer"] == "ATTENTION" and config["positions"] == "ROPE":
            width = config["hidden"] // config["heads"]
            rate = 1 / config["ropeTheta"] ** (torch.arange(0, width, 2).float() / width)
            length = config["prefix"] + config["sequenceLength"]
            angle = torch.outer(torch.arange(length).float(), rate)
            angle = torch.cat((angle, angle), dim=-1)  # (L, D)
            self.turns = angle.cos(), angle.sin()
        self.net = torch.compile(self.layers, dynamic=False) if compiled else self.layers

    def attention(self, x, qkv, out):
        batch, length, hidden = x.shape
        heads = self.config["heads"]
        parts = F.linear(x, qkv).view(batch, length, 3 * heads, hidden // heads).transpose(1, 2)
        q, k, v = parts.chunk(3, dim=1)  # (B, heads, L, D)
        if self.turns is not None:
            cos, sin = self.turns
            q, k = (
                (part.float() * cos + rotate_half(part.float()) * sin).to(part.dtype) for part in (q, k)
            )
        mixed = F.scaled_dot_product_attention(q, k, v)
        return F.linear(mixed.transpose(1, 2).reshape(batch, length, hidden), out)

    def layers(self, h, injection, weights):
        """One pass of the network: all layers. weights: four a layer."""
        epsilon = self.config["epsilon"]
        h = h + injection  # (B, L, H)
        for at in range(0, len(weights), 4):
            first, second, gate_up, down = weights[at : at + 4]
            if self.config["mixer"] == "MLP":
                t = h.transpose(1, 2)  # (B, H, L)
                t = rms(t + swiglu(t, first, second), epsilon)
                h = t.transpose(1, 2)
            else:
                h = rms(h + self.attention(h, first, second), epsilon)
            h = rms(h + swiglu(h, gate_up, down), epsilon)
        return h

    def recursion(self, answer, latent, question, weights):
        for _ in range(self.config["latentSteps"]):
            latent = self.net(latent, answer + question, weights)
        return self.net(answer, latent, weights), latent

    def question(self, embedding, position, tokens, rows):
        hidden = self.config["hidden"]
        x = F.embedding(tokens, embedding)  # (B, S, H)
        prefix = self.config["prefix"]
        if prefix > 0:
            head = F.pad(rows, (0, prefix * hidden - rows.shape[-1])).to(x.dtype)
            x = torch.cat((head.view(-1, prefix, hidden), x), dim=1)
        if position is not None:
            x = 0.707106781 * (x + position)
        return math.sqrt(hidden) * x

    def heads(self, answer, lm_head, q_weight, q_bias):
        logits = F.linear(answer[:, self.config["prefix"] :], lm_head)  # (B, S, V)
        return logits, F.linear(answer[:, 0], q_weight, q_bias).float()


class Relations:
    """The same of a network of relations, for Sudokus with square boxes."""

    def __init__(self, config, compiled):
        self.config = config
        self.symbols = math.isqrt(config["sequenceLength"])
        self.net = torch.compile(self.layers, dynamic=False) if compiled else self.layers

    def layers(self, h, injection, weights):
        """One pass of the network: all layers. weights: five a layer."""
        epsilon, channels, symbols = self.config["epsilon"], self.config["channels"], self.symbols
        batch, _, hidden = h.shape
        side = math.isqrt(symbols)
        scale = 1 / math.sqrt(symbols)  # of a sum over a group
        h = (h + injection).view(batch, symbols, symbols, symbols, hidden)  # (B, rows, columns, K, H)
        for at in range(0, len(weights), 5):
            values, own, out, gate_up, down = weights[at : at + 5]
            row, column, box, cell = F.silu(F.linear(h, values)).split(channels, dim=-1)
            rows, columns, boxes, cells = out.chunk(4)  # (H, channels) each
            m = h + F.linear(h, own)
            m = m + F.linear(row.sum(2, keepdim=True) * scale, rows)
            m = m + F.linear(column.sum(1, keepdim=True) * scale, columns)
            m = m + F.linear(cell.sum(3, keepdim=True) * scale, cells)
            shape = batch, side, side, side, side, symbols
            summed = box.reshape(*shape, channels).sum((2, 4), keepdim=True) * scale
            m = (m.view(*shape, hidden) + F.linear(summed, boxes)).view(h.shape)
            h = rms(m, epsilon)
            h = rms(h + swiglu(h, gate_up, down), epsilon)
        return h.view(batch, -1, hidden)

    recursion = Network.recursion

    def question(self, embedding, position, tokens, rows):
        symbol = torch.arange(2, self.symbols + 2)
        given = tokens.unsqueeze(-1)  # (B, S, 1)
        kind = torch.where(given == 1, 0, torch.where(given == symbol, 1, 2))
        return F.embedding(kind, embedding).flatten(1, 2)

    def heads(self, answer, lm_head, q_weight, q_bias):
        logits = F.linear(answer, lm_head).view(answer.shape[0], -1, self.symbols)  # (B, S, K)
        wide = answer.float()
        whole = torch.cat((wide.mean(1), wide.amax(1)), dim=-1)  # (B, 2H)
        return logits, F.linear(whole, q_weight.float(), q_bias.float())


def log_stablemax(logits, labels):
    """Cross-entropy of each cell (B, S), with s(x) = x + 1 above 0 and 1 / (1 - x) below."""
    x = logits.double()
    s = torch.where(x >= 0, x + 1, 1 / (1 - x.clamp(max=0)))
    return s.sum(-1).log() - s.gather(-1, labels.unsqueeze(-1)).squeeze(-1).log()


class Trm:
    """A network with its weights, the state of a solving batch and that of a training."""

    def __init__(self, file, precision, compiled):
        metadata, tensors = read(file)
        self.config = json.loads(metadata["config"])
        self.options = json.loads(metadata["options"])
        self.type = {"float32": torch.float32, "bfloat16": torch.bfloat16}[precision]
        self.relational = self.config["mixer"] == "RELATIONS"
        self.network = (Relations if self.relational else Network)(self.config, compiled)
        # Where each symbol has a logit, tokens 0 and 1 have none.
        self.first_token = 2 if self.relational else 0
        self.tokens, self.labels = tensors["tokens"], tensors["labels"] - self.first_token
        self.batch = self.tokens.shape[0]
        self.fixed = tensors["H_init"], tensors["L_init"]
        self.table = tensors["puzzle_emb.weights"]
        self.ids = tensors["ids"]
        self.keys = json.loads(metadata["parameters"])
        self.weights = [tensors[key] for key in self.keys]
        self.narrow = [weight.to(self.type) for weight in self.weights]
        self.solving = None
        self.training = None

    def parts(self, weights):
        learned = self.config["positions"] == "LEARNED"
        return weights[4] if learned else None, weights[5 if learned else 4 :]

    def start(self):
        cells = self.config["sequenceLength"]
        length = cells * math.isqrt(cells) if self.relational else self.config["prefix"] + cells
        shape = self.batch, length, self.config["hidden"]
        return [fixed.to(self.type).expand(shape).clone() for fixed in self.fixed]

    @torch.inference_mode()
    def cycle(self):
        """One cycle of all rows; tokens, their probability and the halt logit."""
        embedding, lm_head, q_weight, q_bias = self.narrow[:4]
        position, layers = self.parts(self.narrow)
        if self.solving is None:
            question = self.network.question(embedding, position, self.tokens, self.table[self.ids])
            self.solving = (*self.start(), question)
        answer, latent, question = self.solving
        for _ in range(self.config["recursions"]):
            answer, latent = self.network.recursion(answer, latent, question, layers)
        self.solving = answer, latent, question
        logits, q = self.network.heads(answer, lm_head, q_weight, q_bias)
        best, token = logits.float().softmax(-1).max(-1)
        return token + self.first_token, best, q[:, 0]

    def step(self):
        """One training step; the loss, divided by the batch."""
        if self.training is None:
            zeros = lambda: [torch.zeros_like(weight) for weight in self.weights]
            self.training = {
                "first": zeros(), "second": zeros(), "average": [weight.clone() for weight in self.weights],
                "state": self.start(), "step": 0, "cycles": torch.zeros(self.batch),
                "halted": torch.ones(self.batch, dtype=torch.bool),
            }
        run = self.training
        run["step"] += 1
        fresh = run["halted"].view(-1, 1, 1)
        answer, latent = (
            torch.where(fresh, fixed.to(self.type), state) for fixed, state in zip(self.fixed, run["state"])
        )
        run["cycles"] = torch.where(run["halted"], 0, run["cycles"]) + 1
        leaves = [weight.detach().requires_grad_() for weight in self.weights]
        rows = self.table[self.ids].requires_grad_()
        cast = [leaf.to(self.type) for leaf in leaves]
        position, layers = self.parts(cast)
        question = self.network.question(cast[0], position, self.tokens, rows)
        with torch.no_grad():
            for _ in range(self.config["recursions"] - 1):
                answer, latent = self.network.recursion(answer, latent, question, layers)
        answer, latent = self.network.recursion(answer, latent, question, layers)
        run["state"] = answer.detach(), latent.detach()
        logits, q = self.network.heads(answer, *cast[1:4])
        counted = self.labels != IGNORED
        cells = counted.sum(-1).clamp(min=1)
        lm = (log_stablemax(logits, self.labels.where(counted, 0)) * counted).sum(-1) / cells
        exact = ((logits.argmax(-1) == self.labels) | ~counted).all(-1)
        halt = F.binary_cross_entropy_with_logits(q[:, 0], exact.float(), reduction="sum")
        loss = (lm.sum() + 0.5 * halt) / self.batch
        gradients = torch.autograd.grad(loss, leaves if self.relational else [*leaves, rows])
        self.update(gradients[: len(leaves)], None if self.relational else gradients[-1])
        run["halted"] = (run["cycles"] >= self.config["maxCycles"]) | (q[:, 0].detach() > 0)
        return loss.item()

    @torch.no_grad()
    def update(self, gradients, of_rows):
        options, run = self.options, self.training
        rate, decay = options["learningRate"], options["weightDecay"]
        beta1, beta2, step = options["beta1"], options["beta2"], run["step"]
        unbias = math.sqrt(1 - beta2**step)
        copies = zip(self.weights, gradients, run["first"], run["second"], run["average"])
        for weight, gradient, first, second, average in copies:
            weight.mul_(1 - rate * decay)
            first.lerp_(gradient, 1 - beta1)
            second.lerp_(gradient.square(), 1 - beta2)
            weight.add_(torch.atan2(first, second.sqrt() / unbias), alpha=-rate / (1 - beta1**step))
            average.lerp_(weight, 1 - options["emaDecay"])
        if of_rows is None:
            return
        rate = options["puzzleLearningRate"]
        known, place = self.ids.unique(return_inverse=True)
        total = torch.zeros(len(known), of_rows.shape[-1]).index_add_(0, place, of_rows)
        rows = self.table[known] * (1 - rate * options["puzzleWeightDecay"])
        self.table[known] = rows - rate * total.sign()

    def first(self, what, out):
        if what == "cycle":
            token, best, halt = self.cycle()
            write(out, {"tokens": token, "confidence": best, "halt": halt})
        else:
            numbers = {"loss": torch.tensor([self.step()])}
            for key, weight, first in zip(self.keys, self.weights, self.training["first"]):
                numbers["weights." + key] = weight
                numbers["first." + key] = first
            write(out, numbers)


class Orders:
    def __init__(self, compiled):
        self.compiled = compiled
        self.model = None

    def obey(self, order):
        match order["do"]:
            case "open":
                torch.set_num_threads(order["threads"])
                self.model = None
                self.model = Trm(order["file"], order["precision"], self.compiled)
                return {"torch": torch.__version__}
            case "first":
                self.model.first(order["what"], order["out"])
                return {}
            case "cycle" | "step" as what:
                call = getattr(self.model, what)
                began = time.perf_counter()
                call()
                return {"seconds": time.perf_counter() - began}
            case unknown:
                return {"error": f"do is {unknown!r}, which is no order"}


def main():
    orders = Orders("compiled" in sys.argv[1:])
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer = orders.obey(json.loads(line))
        except Exception as wrong:  # told to the other side, which decides
            answer = {"error": f"{type(wrong).__name__}: {wrong}"[:500]}
        print("answer " + json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
