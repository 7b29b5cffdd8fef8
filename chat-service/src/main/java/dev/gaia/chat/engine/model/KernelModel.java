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
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * A model whose forward pass runs on the processor's vector unit, on weights of four or eight bits.
 *
 * <p>A step takes any tokens of any sequences: one row of activations a token, so that each weight is read once for all of
 * them. A token's row depends on no other row of the step.
 */
final class KernelModel implements CausalModel {

    private static final int MAX_STEP_TOKENS = 256;

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
    private final int slots;
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
    private final float[] embedded;

    private KernelModel(
            LlamaConfig config, PackedWeights weights, int slots, int contextTokens, Workers workers, Arena arena) {
        this.config = config;
        this.slots = slots;
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

        int blocks = Math.ceilDiv(contextTokens, KeyValueMemory.BLOCK_TOKENS);
        this.memory = new KeyValueMemory(slots * blocks, config.layers(), config.kvHeads(), config.headSize(), arena);
        this.tables = new BlockTables(slots, blocks, arena);
        for (int i = 0; i < slots * blocks; i++) {
            tables.set(i / blocks, i % blocks, i);
        }
        this.attention = new Attention(memory, tables, config.heads() / config.kvHeads(), workers, arena);

        int rows = Math.max(MAX_STEP_TOKENS, slots);
        float epsilon = (float) config.normEpsilon();
        this.residual = FloatRows.allocate(rows, config.hidden(), arena);
        this.queriesKeysValues = FloatRows.allocate(rows, attentionInWidth(), arena);
        this.attended = FloatRows.allocate(rows, queryWidth(), arena);
        this.gatesAndValues = FloatRows.allocate(rows, 2 * config.feedForward(), arena);
        this.logits = FloatRows.allocate(slots, headWeights.rows(), arena);
        this.hidden = new Activations(rows, config.hidden(), epsilon, arena);
        this.attendedBytes = new Activations(rows, queryWidth(), epsilon, arena);
        this.gated = new Activations(rows, config.feedForward(), epsilon, arena);
        this.embedded = new float[config.hidden()];
    }

    @SuppressWarnings("MustBeClosedChecker") // the model that is returned owns it
    static KernelModel load(ModelFile file, LlamaConfig config, int slots, int contextTokens) {
        LlamaConfig.require(
                canServe(config, contextTokens), "its widths or its sliding window exclude int8; try bf16 or fp32");
        Arena arena = Arena.ofShared();
        Workers workers = new Workers(NativeLibrary.threads());
        try {
            PackedWeights weights = new PackedWeights(file, config, arena);
            int longest = Math.min(contextTokens, config.contextTokens());
            return new KernelModel(config, weights, slots, longest, workers, arena);
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
        return Precision.INT8;
    }

    @Override
    public int contextTokens() {
        return contextTokens;
    }

    @Override
    public int slots() {
        return slots;
    }

    @Override
    public int vocabulary() {
        return config.vocabulary();
    }

    @Override
    public float[] prefill(int slot, int start, int[] tokens) {
        Objects.checkIndex(slot, slots);
        Objects.checkFromIndexSize(start, tokens.length, contextTokens);
        for (int done = 0; done < tokens.length; done += MAX_STEP_TOKENS) {
            int[] piece = Arrays.copyOfRange(tokens, done, Math.min(tokens.length, done + MAX_STEP_TOKENS));
            int[] sequences = new int[piece.length];
            Arrays.fill(sequences, slot);
            int first = start + done;
            step(piece, sequences, IntStream.range(first, first + piece.length).toArray());
        }
        int last = (tokens.length - 1) % MAX_STEP_TOKENS;
        return logits(last, 1)[0];
    }

    @Override
    public float[][] decode(int[] tokens, int[] positions) {
        Objects.checkIndex(tokens.length - 1, slots);
        for (int position : positions) {
            Objects.checkIndex(position, contextTokens);
        }
        step(tokens, IntStream.range(0, tokens.length).toArray(), positions);
        return logits(0, tokens.length);
    }

    /** The two sequences change places: blocks are named, not copied. */
    @Override
    public void move(int from, int to, int tokens) {
        Objects.checkIndex(from, slots);
        Objects.checkIndex(to, slots);
        for (int i = 0; i < tables.width(); i++) {
            int block = tables.get(from, i);
            tables.set(from, i, tables.get(to, i));
            tables.set(to, i, block);
        }
    }

    /** Reads tokens, each at its position in its sequence; those of one sequence in their order. */
    private void step(int[] tokens, int[] sequences, int[] positions) {
        int rows = tokens.length;
        for (int row = 0; row < rows; row++) {
            embedding.read(Objects.checkIndex(tokens[row], config.vocabulary()), embedded);
            residual.write(row, embedded);
        }
        for (int index = 0; index < layers.size(); index++) {
            Layer layer = layers.get(index);
            hidden.setNormalised(residual, 0, rows, layer.attentionNorm(), workers);
            layer.attentionIn().apply(hidden, rows, queriesKeysValues, workers);
            rotateAndRemember(index, sequences, positions);
            attention.apply(index, sequences, positions, queriesKeysValues, attended, workers);
            attendedBytes.set(attended, rows, workers);
            layer.attentionOut().apply(attendedBytes, rows, residual, workers);

            hidden.setNormalised(residual, 0, rows, layer.ffnNorm(), workers);
            layer.ffnIn().apply(hidden, rows, gatesAndValues, workers);
            gated.setGated(gatesAndValues, rows, workers);
            layer.ffnOut().apply(gated, rows, residual, workers);
        }
    }

    private void rotateAndRemember(int layer, int[] sequences, int[] positions) {
        AttentionInput input = layers.get(layer).attentionInput();
        workers.run(positions.length, (row, _) -> {
            int position = positions[row];
            input.apply(queriesKeysValues, row);
            rotation.rotate(queriesKeysValues, row, position);
            int block = tables.get(sequences[row], position / KeyValueMemory.BLOCK_TOKENS);
            for (int head = 0; head < config.kvHeads(); head++) {
                int key = queryWidth() + head * config.headSize();
                int value = key + config.kvHeads() * config.headSize();
                memory.put(
                        block, position % KeyValueMemory.BLOCK_TOKENS, layer, head, queriesKeysValues, row, key, value);
            }
        });
    }

    private float[][] logits(int first, int rows) {
        hidden.setNormalised(residual, first, rows, finalNorm, workers);
        head.apply(hidden, rows, logits, workers);
        return IntStream.range(0, rows)
                .mapToObj(row -> logits.read(row, config.vocabulary()))
                .toArray(float[][]::new);
    }

    @Override
    public void close() {
        workers.close();
        arena.close();
    }
}
