package dev.gaia.chat.engine.kernel;

import java.lang.foreign.Arena;

/** Attention of many tokens of many sequences at once, each over its own past. */
public final class Attention {

    private static final int ROUNDS_PER_WORKER = 6;

    private final KeyValueMemory memory;
    private final BlockTables tables;
    private final int heads;
    private final MachineCode routine;
    private final FloatRows[] scores;

    /** @param heads query heads that share a key head */
    public Attention(KeyValueMemory memory, BlockTables tables, int heads, Workers workers, Arena arena) {
        this.memory = memory;
        this.tables = tables;
        this.heads = heads;
        int tokens = tables.width() * KeyValueMemory.BLOCK_TOKENS;
        this.routine = MachineCode.of(new AttentionRoutine(heads, memory.headSize(), memory.blockBytes(), tokens));
        this.scores = new FloatRows[workers.count()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = FloatRows.allocate(heads, tokens, arena);
        }
    }

    /** Whether there is a routine for heads like these. */
    public static boolean isSupported(int heads, int headSize) {
        return heads <= AttentionRoutine.MAX_HEADS
                && headSize % KeyValueMemory.BLOCK_TOKENS == 0
                && headSize <= AttentionRoutine.MAX_HEAD_SIZE;
    }

    /**
     * @param count how many tokens there are
     * @param sequences the sequence of each token, a row of the block tables
     * @param positions of each token: how many tokens lie before it
     * @param queries a row for each token, whose first floats are the queries, already scaled
     */
    public void apply(
            int layer, int count, int[] sequences, int[] positions, FloatRows queries, FloatRows out, Workers workers) {
        int items = count * memory.heads();
        int perRound = Math.max(1, items / (workers.count() * ROUNDS_PER_WORKER));
        workers.run(Math.ceilDiv(items, perRound), (round, worker) -> {
            int end = Math.min(items, (round + 1) * perRound);
            for (int item = round * perRound; item < end; item++) {
                int token = item / memory.heads();
                int head = item % memory.heads();
                int column = head * heads * memory.headSize();
                routine.call(
                        queries.address(token, column),
                        tables.address(sequences[token]),
                        positions[token] + 1L,
                        memory.address(layer, head),
                        scores[worker].address(0, 0),
                        out.address(token, column));
            }
        });
    }
}
