"""Writes a GGUF file in another format, as llama.cpp does it. Arguments: from, to, the format's number in llama.h."""

import ctypes
import sys

import llama_cpp.llama_cpp as llama

source, target, file_type = sys.argv[1], sys.argv[2], int(sys.argv[3])
parameters = llama.llama_model_quantize_default_params()
parameters.ftype = file_type
parameters.allow_requantize = True
if llama.llama_model_quantize(source.encode(), target.encode(), ctypes.byref(parameters)) != 0:
    sys.exit("llama.cpp could not write the file")
