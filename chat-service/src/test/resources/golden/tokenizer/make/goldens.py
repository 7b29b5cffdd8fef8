"""Makes spm.gguf, spm.json and spm-tokenizer.json; needs sentencepiece, tokenizers, gguf. Usage: goldens.py MODEL FOLDER"""
import json, re, sys
import gguf
import sentencepiece
from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers

model, folder = sys.argv[1:]
sp = sentencepiece.SentencePieceProcessor(model_file=model)
added = ["<unk>", "<s>", "</s>", "<|user|>", "<|assistant|>"]

def kind(i):
    if sp.is_unknown(i): return 2
    if sp.is_control(i): return 3
    if sp.is_byte(i): return 6
    return 4 if sp.id_to_piece(i) in added else 1

pieces = [(sp.id_to_piece(i), sp.get_score(i), kind(i)) for i in range(sp.get_piece_size())]

def whole(text):
    """What llama.cpp does: special tokens are cut out, the rest is SentencePiece's."""
    ids = []
    for part in re.split("(" + "|".join(map(re.escape, added)) + ")", text):
        ids += [sp.piece_to_id(part)] if part in added else sp.encode(part)
    return ids

texts = ["", " ", "  ", "   ", "a", " a", "  a", "a ", "a  ", " a b ", "a  b   c", "Hello", "Hello world",
  "The keeper finds the lighthouse before the rain.", "the the the", "thethethe", "THE KEEPER", "x", "Zq", "é",
  "Über den Dächern", "Straße", "naïve café", "L'été", "ß", "\n", "\n\n", "a\nb", "a\n\n  b\n", "\t", "\tsum += i;", "\r\n",
  "0", "7", "12", "1987", "3.14159", "1,000,000", "2024-01-31", "日本語", "你好,世界", "안녕하세요", "Привет", "مرحبا",
  "🙂", "🙂🙂", "👩‍👩‍👧", "a🙂b", "🇫🇷", "e\u0301", "\u00a0", "\u200b", "▁a", "a▁b", " ▁ ",
  "<|user|>", "<|user|>Hello", "<|user|> Hello", "Hello<|assistant|>", "a <|user|> b", "<|user|><|assistant|>", "<s>", "</s>",
  "<unk>", "<s>Hello</s>", "<0x41>", "def area(width, height):\n    return width * height",
  '{"name": "brick", "size": [2, 4]}', "!!!???...", "\u0000", "\ud7ff", "A\u2014B", "“quoted”", "a" * 40, "the keeper " * 8]

vocab = {piece: i for i, (piece, _, _) in enumerate(pieces)}
plain = {piece: score for piece, score, what in pieces if what == 1}
merges = [(score, len(p[:i]), len(p[i:]), (p[:i], p[i:])) for p, score in plain.items() for i in range(1, len(p))
  if p[:i] in plain and p[i:] in plain]
merges.sort(key=lambda merge: merge[:3], reverse=True)
hf = Tokenizer(models.BPE(vocab=vocab, merges=[m[3] for m in merges], unk_token="<unk>", fuse_unk=True, byte_fallback=True))
hf.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)])
hf.add_special_tokens([AddedToken(t, normalized=False, special=True) for t in added[:3]])
hf.add_tokens([AddedToken(t, normalized=False) for t in added[3:]])
hf.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
hf.save(folder + "/spm-tokenizer.json")

cases = []
for text in texts:
    ids = whole(text)
    hf.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    hf.pre_tokenizer = None
    if hf.encode(text, add_special_tokens=False).ids != ids:
        print("tokenizers differs from sentencepiece", repr(text), hf.encode(text, add_special_tokens=False).tokens, [sp.id_to_piece(i) for i in ids])
    hf.normalizer = normalizers.Sequence([])
    hf.pre_tokenizer = pre_tokenizers.Metaspace("▁", "first", split=False)
    first = hf.encode(text, add_special_tokens=False).ids
    hf.normalizer = normalizers.Replace(" ", "▁")
    hf.pre_tokenizer = None
    never = hf.encode(text, add_special_tokens=False).ids
    cases.append({"text": text, "ids": ids, "decoded": hf.decode(ids, skip_special_tokens=False), "ids_prefix_first": first, "ids_no_prefix": never})
with open(folder + "/spm.json", "w") as file:
    file.write("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")

writer = gguf.GGUFWriter(folder + "/spm.gguf", "llama")
writer.add_tokenizer_model("llama")
writer.add_token_list([piece for piece, _, _ in pieces])
writer.add_token_scores([score for _, score, _ in pieces])
writer.add_token_types([what for _, _, what in pieces])
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)
writer.add_chat_template("{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{{ eos_token }}{% endfor %}<|assistant|>")
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
print(len(cases), "cases")
