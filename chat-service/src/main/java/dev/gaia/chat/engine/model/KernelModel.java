package dev.gaia.chat.engine.model;

import dev.gaia.chat.engine.kernel.Activations;
import dev.gaia.chat.engine.kernel.Attention;
import dev.gaia.chat.engine.kernel.BlockTables;
import dev.gaia.chat.engine.kernel.FloatRows;
import dev.gaia.chat.engine.kernel.KeyValueMemory;
import dev.gaia.chat.engine.kernel.Linear;
import dev.gaia.chat.engine.kernel.PackedMatrix;
import dev.gaia.chat.engine.kernel.Workers;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A model whose forward pass runs on the processor's vector unit, on weights of four or eight bits.
 *
 * <p>A step takes any tokens of any sequences: one row of activations a token, so that each weight is read once for all of
 * them. A token's row depends on no other row of the step.
 */
final class KernelModel implements CausalModel {

    private static final int MAX_ROWS = 512;

    /** One layer's weights. */
    private record Layer(
            FloatRows attentionNorm,
            Linear attentionIn,
            AttentionInput attentionInput,
            Linear attentionOut,
            FloatRows ffnNorm,
            Linear ffnIn,
            Linear ffnOut) {}

    private final LlamaConfig config;
    private final Precision precision;
    private final int blocks;
    private final int contextTokens;
    private final Arena arena;
    private final Workers workers;

    private final PackedMatrix embedding;
    private final List<Layer> layers;
    private final FloatRows finalNorm;
    private final Linear head;
    private final Rotation rotation;

    private final KeyValueMemory memory;
    private final BlockTables tables;
    private final Attention attention;

    private final FloatRows residual;
    private final FloatRows queriesKeysValues;
    private final FloatRows attended;
    private final FloatRows gatesAndValues;
    private final FloatRows logits;
    private final Activations hidden;
    private final Activations attendedBytes;
    private final Activations gated;
    private final StepClock clock = new StepClock();
    private final List<float[]> given = new ArrayList<>();

    private KernelModel(
            LlamaConfig config,
            Precision precision,
            PackedWeights weights,
            int blocks,
            int contextTokens,
            Workers workers,
            Arena arena) {
        this.config = config;
        this.precision = precision;
        this.blocks = blocks;
        this.contextTokens = contextTokens;
        this.workers = workers;
        this.arena = arena;

        this.embedding = weights.embedding();
        this.finalNorm = weights.finalNorm();
        PackedMatrix headWeights = weights.hasHeadOfItsOwn() ? weights.head() : embedding;
        this.head = new Linear(headWeights, headWeights.rows(), false);
        this.layers = IntStream.range(0, config.layers())
                .parallel()
                .mapToObj(layer -> layer(weights, layer))
                .toList();
        this.rotation = new Rotation(config, contextTokens);

        this.memory = new KeyValueMemory(blocks, config.layers(), config.kvHeads(), config.headSize(), arena);
        this.tables = new BlockTables(MAX_ROWS, Math.ceilDiv(contextTokens, BLOCK_TOKENS), arena);
        this.attention = new Attention(memory, tables, config.heads() / config.kvHeads(), workers, arena);

        float epsilon = (float) config.normEpsilon();
        this.residual = FloatRows.allocate(MAX_ROWS, config.hidden(), arena);
        this.queriesKeysValues = FloatRows.allocate(MAX_ROWS, attentionInWidth(), arena);
        this.attended = FloatRows.allocate(MAX_ROWS, queryWidth(), arena);
        this.gatesAndValues = FloatRows.allocate(MAX_ROWS, 2 * config.feedForward(), arena);
        this.logits = FloatRows.allocate(MAX_ROWS, headWeights.rows(), arena);
        this.hidden = new Activations(MAX_ROWS, config.hidden(), epsilon, arena);
        this.attendedBytes = new Activations(MAX_ROWS, queryWidth(), epsilon, arena);
        this.gated = new Activations(MAX_ROWS, config.feedForward(), epsilon, arena);
    }

    @SuppressWarnings("MustBeClosedChecker") // the model that is returned owns it
    static KernelModel load(ModelFile file, LlamaConfig config, Precision precision, int blocks, int contextTokens) {
        LlamaConfig.require(
                canServe(config, contextTokens),
                "its widths or its sliding window exclude int8 and int4; try bf16 or fp32");
        Arena arena = Arena.ofShared();
        Workers workers = new Workers(NativeLibrary.threads());
        try {
            PackedWeights weights = new PackedWeights(file, config, precision == Precision.INT4, arena);
            return new KernelModel(config, precision, weights, blocks, contextTokens, workers, arena);
        } catch (RuntimeException | Error refused) {
            workers.close();
            arena.close();
            throw refused;
        }
    }

    /** Whether all widths are whole groups and vectors, and no token's past begins later than its sequence. */
    static boolean canServe(LlamaConfig config, int contextTokens) {
        return Math.min(contextTokens, config.contextTokens()) <= config.window()
                && config.hidden() % PackedMatrix.GROUP == 0
                && config.feedForward() % PackedMatrix.GROUP == 0
                && config.heads() * config.headSize() % PackedMatrix.GROUP == 0
                && Attention.isSupported(config.heads() / config.kvHeads(), config.headSize());
    }

    private Layer layer(PackedWeights weights, int layer) {
        return new Layer(
                weights.attentionNorm(layer),
                new Linear(weights.attentionIn(layer), attentionInWidth(), false),
                weights.attentionInput(layer),
                new Linear(weights.attentionOut(layer), config.hidden(), true),
                weights.ffnNorm(layer),
                new Linear(weights.ffnIn(layer), 2 * config.feedForward(), false),
                new Linear(weights.ffnOut(layer), config.hidden(), true));
    }

    private int queryWidth() {
        return config.heads() * config.headSize();
    }

    private int attentionInWidth() {
        return (config.heads() + 2 * config.kvHeads()) * config.headSize();
    }

    @Override
    public Precision precision() {
        return precision;
    }

    @Override
    public int contextTokens() {
        return contextTokens;
    }

    @Override
    public int blocks() {
        return blocks;
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public boolean isBatchInvariant() {
        return true;
    }

    @Override
    public StepTimes times() {
        return clock.times();
    }

    @Override
    public float[][] step(List<Piece> pieces) {
        pieces.forEach(this::check);
        List<float[]> logits = new ArrayList<>();
        Rows rows = new Rows();
        for (int index = 0; index < pieces.size(); index++) {
            Piece piece = pieces.get(index);
            for (int i = 0; i < piece.tokens().length; i++) {
                if (rows.count == MAX_ROWS) {
                    logits.addAll(read(rows, logits.size()));
                    rows = new Rows();
                }
                if (i == 0 || rows.count == 0) {
                    rows.begin(piece.blocks());
                }
                boolean wantsLogits = i >= piece.tokens().length - piece.logits();
                rows.add(piece.tokens()[i], piece.start() + i, wantsLogits);
            }
        }
        logits.addAll(read(rows, logits.size()));
        return logits.toArray(float[][]::new);
    }

    /** Tokens that go through the layers together. */
    private final class Rows {

        private int count;
        private int sequences;
        private final int[] tokens = new int[MAX_ROWS];
        private final int[] positions = new int[MAX_ROWS];
        private final int[] sequence = new int[MAX_ROWS];
        private final List<Integer> wanted = new ArrayList<>();

        void begin(int[] blocks) {
            tables.set(sequences++, blocks);
        }

        void add(int token, int position, boolean wantsLogits) {
            if (wantsLogits) {
                wanted.add(count);
            }
            tokens[count] = token;
            positions[count] = position;
            sequence[count] = sequences - 1;
            count++;
        }
    }

    private List<float[]> read(Rows rows, int earlier) {
        clock.start();
        embed(rows);
        for (int index = 0; index < layers.size(); index++) {
            Layer layer = layers.get(index);
            hidden.setNormalised(residual, rows.count, layer.attentionNorm(), workers);
            clock.otherEnded();
            layer.attentionIn().apply(hidden, rows.count, queriesKeysValues, workers);
            clock.linearEnded();
            rotateAndRemember(index, rows);
            clock.otherEnded();
            attention.apply(index, rows.count, rows.sequence, rows.positions, queriesKeysValues, attended, workers);
            clock.attentionEnded();
            attendedBytes.set(attended, rows.count, workers);
            clock.otherEnded();
            layer.attentionOut().apply(attendedBytes, rows.count, residual, workers);
            clock.linearEnded();

            hidden.setNormalised(residual, rows.count, layer.ffnNorm(), workers);
            clock.otherEnded();
            layer.ffnIn().apply(hidden, rows.count, gatesAndValues, workers);
            clock.linearEnded();
            gated.setGated(gatesAndValues, rows.count, workers);
            clock.otherEnded();
            layer.ffnOut().apply(gated, rows.count, residual, workers);
            clock.linearEnded();
        }
        return logits(rows.wanted, earlier);
    }

    private void embed(Rows rows) {
        workers.run(rows.count, (row, _) -> {
            float[] embedded = new float[config.hidden()];
            embedding.read(rows.tokens[row], embedded);
            residual.write(row, embedded);
        });
    }

    private void rotateAndRemember(int layer, Rows rows) {
        AttentionInput input = layers.get(layer).attentionInput();
        workers.run(rows.count, (row, _) -> {
            int position = rows.positions[row];
            input.apply(queriesKeysValues, row);
            rotation.rotate(queriesKeysValues, row, position);
            int block = tables.get(rows.sequence[row], position / BLOCK_TOKENS);
            for (int head = 0; head < config.kvHeads(); head++) {
                int key = queryWidth() + head * config.headSize();
                int value = key + config.kvHeads() * config.headSize();
                memory.put(block, position % BLOCK_TOKENS, layer, head, queriesKeysValues, row, key, value);
            }
        });
    }

    /** A row that is given out, at every step the same: a fresh one would cost more to clear than to fill. */
    private float[] given(int row) {
        if (row == given.size()) {
            given.add(new float[config.vocabulary()]);
        }
        return given.get(row);
    }

    /** @param earlier how many rows of this step have been given out */
    private List<float[]> logits(List<Integer> wanted, int earlier) {
        for (int i = 0; i < wanted.size(); i++) {
            residual.copy(wanted.get(i), i); // never upwards, so that no wanted row is lost
        }
        hidden.setNormalised(residual, wanted.size(), finalNorm, workers);
        clock.otherEnded();
        head.apply(hidden, wanted.size(), logits, workers);
        clock.linearEnded();
        List<float[]> read = new ArrayList<>();
        for (int row = 0; row < wanted.size(); row++) {
            read.add(logits.read(row, given(earlier + row)));
        }
        clock.otherEnded();
        return read;
    }

    @Override
    public void close() {
        workers.close();
        arena.close();
    }
}
