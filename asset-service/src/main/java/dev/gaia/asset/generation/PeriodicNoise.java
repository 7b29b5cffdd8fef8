package dev.gaia.asset.generation;

/**
 * Noise that repeats without a seam: the lattice wraps round at its period. Gradient noise after Ken Perlin's improved noise
 * (2002), cellular noise after Steven Worley (1996). Only arithmetic that is exact everywhere, so that every machine makes
 * the same.
 */
final class PeriodicNoise {

    private static final int DIRECTIONS = 256;
    private static final double[] ACROSS = new double[DIRECTIONS];
    private static final double[] DOWN = new double[DIRECTIONS];

    static {
        for (int i = 0; i < DIRECTIONS; i++) {
            double angle = 2 * StrictMath.PI * (i + 0.5) / DIRECTIONS;
            ACROSS[i] = 1.4 * StrictMath.cos(angle);
            DOWN[i] = 1.4 * StrictMath.sin(angle);
        }
    }

    private final long seed;

    PeriodicNoise(long seed) {
        this.seed = seed;
    }

    /** Distances to the nearest and second nearest feature point, and the nearest one's own number in 0 … 1. */
    record Cell(double nearest, double second, double identity) {}

    /**
     * Layers of gradient noise, each twice as fine and half as strong.
     *
     * @param u across, 0 … 1
     * @param v down, 0 … 1
     * @param periodU lattice cells across in the coarsest layer
     * @return about −1 … 1
     */
    double fractal(double u, double v, int periodU, int periodV, int layers) {
        double sum = 0;
        double strength = 0.5;
        int factor = 1;
        for (int layer = 0; layer < layers; layer++) {
            double shift = 0.37 * layer; // else all layers would be zero at the same places, which shows
            sum += strength
                    * gradient(
                            u * periodU * factor + shift,
                            v * periodV * factor + shift,
                            periodU * factor,
                            periodV * factor);
            strength /= 2;
            factor *= 2;
        }
        return sum * 2;
    }

    /** Gradient noise at one scale, about −1 … 1. */
    double gradient(double x, double y, int periodX, int periodY) {
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double dx = x - x0;
        double dy = y - y0;
        double top =
                mix(slope(x0, y0, dx, dy, periodX, periodY), slope(x0 + 1, y0, dx - 1, dy, periodX, periodY), fade(dx));
        double bottom = mix(
                slope(x0, y0 + 1, dx, dy - 1, periodX, periodY),
                slope(x0 + 1, y0 + 1, dx - 1, dy - 1, periodX, periodY),
                fade(dx));
        return mix(top, bottom, fade(dy));
    }

    /** Cellular noise with one feature point in each cell of the lattice. */
    Cell cells(double u, double v, int periodU, int periodV) {
        double x = u * periodU;
        double y = v * periodV;
        int x0 = (int) Math.floor(x);
        int y0 = (int) Math.floor(y);
        double nearest = Double.MAX_VALUE;
        double second = Double.MAX_VALUE;
        double identity = 0;
        for (int j = y0 - 1; j <= y0 + 1; j++) {
            for (int i = x0 - 1; i <= x0 + 1; i++) {
                int cellX = Math.floorMod(i, periodU);
                int cellY = Math.floorMod(j, periodV);
                double px = i + 0.15 + 0.7 * random(cellX, cellY, 1) - x;
                double py = j + 0.15 + 0.7 * random(cellX, cellY, 2) - y;
                double distance = px * px + py * py;
                if (distance < nearest) {
                    second = nearest;
                    nearest = distance;
                    identity = random(cellX, cellY, 3);
                } else if (distance < second) {
                    second = distance;
                }
            }
        }
        return new Cell(Math.sqrt(nearest), Math.sqrt(second), identity);
    }

    /** A number in 0 … 1 that belongs to a place. */
    double random(int x, int y, int channel) {
        return (hash(x, y, channel) >>> 11) * 0x1.0p-53;
    }

    private long hash(int x, int y, int channel) {
        long hash = seed ^ x * 0x9E3779B97F4A7C15L ^ y * 0xC2B2AE3D27D4EB4FL ^ channel * 0x165667B19E3779F9L;
        hash = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        hash = (hash ^ hash >>> 27) * 0x94D049BB133111EBL;
        return hash ^ hash >>> 31;
    }

    private double slope(int x, int y, double dx, double dy, int periodX, int periodY) {
        int direction = (int) (hash(Math.floorMod(x, periodX), Math.floorMod(y, periodY), 0) >>> 56);
        return ACROSS[direction] * dx + DOWN[direction] * dy;
    }

    private static double fade(double t) {
        return t * t * t * (t * (t * 6 - 15) + 10);
    }

    static double mix(double a, double b, double share) {
        return a + (b - a) * share;
    }
}
