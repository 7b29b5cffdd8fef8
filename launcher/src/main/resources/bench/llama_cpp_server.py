"""llama.cpp's own HTTP server. Arguments: the model's file, threads, port, streams, tokens of each stream."""

import json
import sys
import threading

import xllamacpp

path, threads, port, streams, context_tokens = sys.argv[1], *map(int, sys.argv[2:6])
parameters = xllamacpp.CommonParams()
parameters.model.path = path
parameters.port = port
parameters.n_parallel = streams
parameters.n_ctx = streams * context_tokens
parameters.cpuparams.n_threads = threads
parameters.cpuparams_batch.n_threads = threads
parameters.warmup = True
server = xllamacpp.Server(parameters)
print(json.dumps({"address": server.listening_address}), flush=True)
threading.Event().wait()
