package dev.gaia.chat.engine.model;

import dev.gaia.chat.engine.kernel.FloatRows;

/**
 * Rotary position embedding: turns each pair of a head's values, half a head apart, by an angle that grows with the
 * position. Queries are divided by the root of the head size on the way, which attention asks for.
 */
final class Rotation {

    private final int heads;
    private final int queryHeads;
    private final int half;
    private final float queryScale;
    private final float[] cosines;
    private final float[] sines;

    Rotation(LlamaConfig config, int positions) {
        this.heads = config.heads() + config.kvHeads();
        this.queryHeads = config.heads();
        this.half = config.headSize() / 2;
        this.queryScale = (float) (1 / Math.sqrt(config.headSize()));
        this.cosines = new float[positions * half];
        this.sines = new float[positions * half];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < half; i++) {
                double angle = position * config.rotaryFrequencies().get(i);
                cosines[position * half + i] = (float) Math.cos(angle);
                sines[position * half + i] = (float) Math.sin(angle);
            }
        }
    }

    /** Turns the query heads and the key heads behind them, with which the row begins. */
    void rotate(FloatRows rows, int row, int position) {
        for (int head = 0; head < heads; head++) {
            float scale = head < queryHeads ? queryScale : 1;
            int first = head * 2 * half;
            for (int i = 0; i < half; i++) {
                float cosine = cosines[position * half + i] * scale;
                float sine = sines[position * half + i] * scale;
                float left = rows.get(row, first + i);
                float right = rows.get(row, first + half + i);
                rows.set(row, first + i, left * cosine - right * sine);
                rows.set(row, first + half + i, right * cosine + left * sine);
            }
        }
    }
}
