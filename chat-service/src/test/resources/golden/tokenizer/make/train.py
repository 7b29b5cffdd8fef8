import sentencepiece as spm, random
random.seed(7)
# Text of our own: sentences put together from small lists, so that nothing has to be copied from anywhere.
people = "the keeper,a sailor,my sister,the old baker,every child,an engineer,the gardener,our neighbour,a quiet reader,the captain".split(",")
verbs = "finds,repairs,remembers,carries,paints,follows,forgets,counts,opens,describes".split(",")
things = "the lighthouse,a broken clock,seven red bricks,the map of the island,an answer,the garden gate,a letter,two lamps,the model,some bread".split(",")
ends = "before the rain,in 1987,after 12 hours,near the harbour,without a word,at half past 6,for 3.50,again and again,on a Tuesday,under the bridge".split(",")
german = ["Über den Dächern wird es still.", "Die Straße führt zum Fluss.", "Größe und Maß sind verschieden.", "Wir hören zwölf Glocken läuten."]
french = ["L'été dernier, nous étions à la mer.", "Où est passée la clé ?", "Le garçon a mangé un gâteau."]
code = ["def area(width, height):\n    return width * height", "for (int i = 0; i < 10; i++) {\n\tsum += i;\n}", '{"name": "brick", "size": [2, 4]}']
lines = []
for _ in range(4000):
    s = f"{random.choice(people)} {random.choice(verbs)} {random.choice(things)} {random.choice(ends)}"
    lines.append(s[0].upper()+s[1:]+random.choice([".","!","?"]) if random.random() < .7 else s)
    if random.random() < .15: lines.append(random.choice(german+french+code).replace("\n"," "))
open("corpus.txt","w").write("\n".join(lines))
spm.SentencePieceTrainer.train(input="corpus.txt", model_prefix="tiny", vocab_size=700, model_type="bpe", byte_fallback=True,
  character_coverage=0.9995, split_digits=True, normalization_rule_name="identity", remove_extra_whitespaces=False, allow_whitespace_only_pieces=True,
  user_defined_symbols=["<|user|>","<|assistant|>"], max_sentence_length=4000, num_threads=1)

