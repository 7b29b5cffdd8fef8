"""llama.cpp on one model, measured as Gaia's EngineBenchmark measures: one command a line, one JSON object a line back.

Arguments: the model's file, threads, context, answer tokens, the most streams.
"""

import ctypes
import json
import os
import random
import sys
import time

import llama_cpp.llama_cpp as llama

path, threads, context_tokens, answer_tokens, most_streams = sys.argv[1], *map(int, sys.argv[2:6])
numbers = random.Random(1)
silent = llama.llama_log_callback(lambda *_: None)
llama.llama_log_set(silent, ctypes.c_void_p(0))
llama.llama_backend_init()

start = time.perf_counter()
model = llama.llama_model_load_from_file(path.encode(), llama.llama_model_default_params())
if not model:
    sys.exit(f"llama.cpp does not take {path}")
vocabulary = llama.llama_vocab_n_tokens(llama.llama_model_get_vocab(model))


def new_context(flash_attention):
    parameters = llama.llama_context_default_params()
    parameters.n_ctx = most_streams * (context_tokens + answer_tokens)
    parameters.n_batch = parameters.n_ubatch = 512
    parameters.n_seq_max = most_streams
    parameters.n_threads = parameters.n_threads_batch = threads
    parameters.flash_attn_type = flash_attention
    parameters.kv_unified = False
    parameters.no_perf = True
    return llama.llama_init_from_model(model, parameters)


batch = llama.llama_batch_init(max(512, most_streams), 0, 1)


def put(tokens):
    """tokens: (token, position, stream, whether its logits are wanted)"""
    batch.n_tokens = len(tokens)
    for i, (token, position, stream, wanted) in enumerate(tokens):
        batch.token[i] = token
        batch.pos[i] = position
        batch.n_seq_id[i] = 1
        batch.seq_id[i][0] = stream
        batch.logits[i] = wanted


class Streams:
    def __init__(self, flash_attention):
        self.context = new_context(flash_attention)
        self.memory = llama.llama_get_memory(self.context)
        self.filled = {0}

    def step(self, tokens):
        put(tokens)
        if llama.llama_decode(self.context, batch) != 0:
            sys.exit("llama.cpp failed")
        llama.llama_synchronize(self.context)

    def keep(self, stream, tokens):
        llama.llama_memory_seq_rm(self.memory, stream, tokens, -1)

    def read_prompt(self):
        self.keep(0, 0)
        self.step([(numbers.randrange(vocabulary), i, 0, i == context_tokens - 1) for i in range(context_tokens)])

    def prefill(self):
        start = time.perf_counter()
        self.read_prompt()
        self.read_prompt()
        return 2 * context_tokens / (time.perf_counter() - start)

    def decode(self, streams):
        for stream in range(streams):
            if stream not in self.filled:
                llama.llama_memory_seq_cp(self.memory, 0, stream, -1, -1)
                self.filled.add(stream)
        start = time.perf_counter()
        for token in range(answer_tokens):
            self.step([(numbers.randrange(vocabulary), context_tokens + token, stream, True) for stream in range(streams)])
        rate = streams * answer_tokens / (time.perf_counter() - start)
        for stream in range(streams):
            self.keep(stream, context_tokens)
        return rate


def resident_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS:"))


# Which attention is the faster depends on format and streams, so both stand ready and the better figure counts.
both = [Streams(0), Streams(1)]
load_ms = round((time.perf_counter() - start) * 1000)
for streams in both:
    streams.prefill()  # warms up
print(json.dumps({"load_ms": load_ms}), flush=True)

for line in sys.stdin:
    command = line.split()
    if command[0] == "prefill":
        answer = {"tokens_per_second": max(streams.prefill() for streams in both)}
    elif command[0] == "decode":
        answer = {"tokens_per_second": max(streams.decode(int(command[1])) for streams in both)}
    else:
        answer = {"resident_mb": resident_mb()}
    print(json.dumps(answer), flush=True)
os._exit(0)
