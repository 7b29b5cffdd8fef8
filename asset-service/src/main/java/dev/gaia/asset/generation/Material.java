package dev.gaia.asset.generation;

import dev.gaia.asset.generation.PeriodicNoise.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a texture can show. Each one computes the colour of a place, seamlessly over the borders of the picture. */
enum Material {
    BRICK(0x9a4a35, "brick", "bricks") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            int rows = 8 * scale;
            int columns = 4 * scale;
            double y = v * rows;
            int row = (int) y;
            double x = u * columns + (row % 2) * 0.5 + 0.012 * noise.fractal(u, v, 16, 16, 2);
            int column = Math.floorMod((int) StrictMath.floor(x), columns);
            double edge = Math.min(edge(x, 0.035), edge(y, 0.08));
            double grain = noise.fractal(u, v, 32 * scale, 32 * scale, 3);
            Colour mortar = Colour.of(0xb5ada0).brighter(0.9 + 0.18 * grain);
            Colour brick = base.brighter(0.72 + 0.45 * noise.random(column, row, 7))
                    .mix(Colour.of(0x5a3a32), 0.35 * noise.random(column, row, 8))
                    .brighter(0.95 + 0.22 * grain);
            return mortar.mix(brick.brighter(0.86 + 0.14 * smooth(edge / 2.5)), smooth(edge));
        }
    },
    WOOD(0x8a5d36, "wood", "wooden", "plank", "planks", "oak", "timber") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            int planks = 4 * scale;
            double x = u * planks;
            int plank = Math.floorMod((int) x, planks);
            double offset = noise.random(plank, 0, 5);
            double bend = noise.fractal(u, (v + offset) % 1, 4 * planks, 2, 4);
            double rings = 0.5 + 0.5 * StrictMath.sin(2 * StrictMath.PI * (3 * (x - plank) + 1.6 * bend + offset));
            double fibre = noise.fractal(u, v, 64 * scale, 4, 3);
            Colour wood = base.brighter(0.78 + 0.35 * noise.random(plank, 0, 6))
                    .mix(base.brighter(0.55), 0.55 * rings)
                    .brighter(1 + 0.16 * fibre);
            return Colour.of(0x241810).mix(wood, smooth(edge(x, 0.02)));
        }
    },
    MARBLE(0xe2dfd8, "marble") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double turbulence = noise.fractal(u, v, 3 * scale, 3 * scale, 6);
            double vein = Math.abs(StrictMath.sin(StrictMath.PI * (2 * scale * (u + v) + 2.2 * turbulence)));
            double fine = Math.abs(noise.fractal(u, v, 7 * scale, 7 * scale, 5));
            double dark = StrictMath.pow(1 - vein, 5) * 0.75 + StrictMath.pow(1 - Math.min(1, fine * 3), 9) * 0.3;
            Colour veins = base.mix(Colour.of(0x4b4f57), 0.85);
            return base.brighter(0.96 + 0.06 * turbulence).mix(veins, Math.min(1, dark));
        }
    },
    GRASS(0x4f7d34, "grass", "lawn", "meadow") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double patches = noise.fractal(u, v, 4 * scale, 4 * scale, 4);
            double lean = 0.06 * noise.fractal(u, v, 6 * scale, 6 * scale, 2);
            double near = noise.gradient((wrap(u + lean)) * 96 * scale, v * 14 * scale, 96 * scale, 14 * scale);
            double far = noise.gradient((wrap(u - lean)) * 64 * scale, v * 20 * scale + 0.5, 64 * scale, 20 * scale);
            double blade = Math.max(near, far * 0.8);
            return base.brighter(0.62 + 0.2 * patches)
                    .mix(base.mix(Colour.of(0xa9b84f), 0.45).brighter(1.15), smooth(0.5 + 0.9 * blade));
        }
    },
    STONE(0x84827d, "stone", "stones", "rock", "cobble", "cobblestone", "gravel") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double warp = 0.02 * noise.fractal(u, v, 8 * scale, 8 * scale, 3);
            Cell cell = noise.cells(wrap(u + warp), wrap(v + warp), 6 * scale, 6 * scale);
            double gap = smooth((cell.second() - cell.nearest()) / 0.16);
            double grain = noise.fractal(u, v, 24 * scale, 24 * scale, 4);
            Colour stone =
                    base.brighter(0.72 + 0.45 * cell.identity() + 0.2 * grain).brighter(1.08 - 0.28 * cell.nearest());
            return Colour.of(0x35322d).mix(stone, gap);
        }
    },
    METAL(0xa4a8ad, "metal", "metallic", "steel", "iron", "brushed") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double brushed = noise.gradient(u * 4 * scale, v * 256 * scale, 4 * scale, 256 * scale);
            double scratches = noise.fractal(u, v, 3 * scale, 96 * scale, 3);
            double sheen = StrictMath.sin(2 * StrictMath.PI * (v + 0.08 * noise.fractal(u, v, 2, 2, 2)));
            return base.brighter(0.9 + 0.1 * brushed + 0.12 * scratches + 0.1 * sheen);
        }
    },
    SAND(0xd2b887, "sand", "sandy", "desert", "dune") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double drift = noise.fractal(u, v, 3 * scale, 3 * scale, 3);
            double ripple = StrictMath.sin(2 * StrictMath.PI * (9 * scale * v + 1.4 * drift));
            double grain = noise.gradient(u * 200 * scale, v * 200 * scale, 200 * scale, 200 * scale);
            return base.brighter(0.94 + 0.07 * ripple + 0.08 * drift + 0.1 * grain);
        }
    },
    WATER(0x2f6f94, "water", "sea", "ocean", "pool") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double warp = 0.05 * noise.fractal(u, v, 4 * scale, 4 * scale, 3);
            Cell waves = noise.cells(wrap(u + warp), wrap(v - warp), 7 * scale, 7 * scale);
            double caustic = StrictMath.pow(1 - Math.clamp((waves.second() - waves.nearest()) * 1.6, 0, 1), 4);
            double depth = noise.fractal(u, v, 3 * scale, 3 * scale, 4);
            return base.brighter(0.85 + 0.25 * depth).mix(Colour.of(0xd7f2f5), 0.65 * caustic);
        }
    },
    FABRIC(0x7d6a8c, "fabric", "cloth", "linen", "wool", "canvas") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            int threads = 48 * scale;
            double x = u * threads;
            double y = v * threads;
            boolean over = ((int) x + (int) y) % 2 == 0;
            double across = StrictMath.sin(StrictMath.PI * (over ? y - Math.floor(y) : x - Math.floor(x)));
            double along = StrictMath.sin(StrictMath.PI * (over ? x - Math.floor(x) : y - Math.floor(y)));
            double fuzz = noise.fractal(u, v, threads, threads, 2);
            return base.brighter((over ? 1.02 : 0.86) * (0.62 + 0.3 * across + 0.14 * along) + 0.1 * fuzz);
        }
    },
    TILE(0xcfd6d8, "tile", "tiles", "tiled", "ceramic", "bathroom") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            int count = 4 * scale;
            double x = u * count;
            double y = v * count;
            double edge = Math.min(edge(x, 0.03), edge(y, 0.03));
            double gloss = 0.06 * ((x - Math.floor(x)) + (1 - (y - Math.floor(y))));
            double grain = noise.fractal(u, v, 32 * scale, 32 * scale, 3);
            Colour grout = Colour.of(0x8d8a84).brighter(0.95 + 0.2 * grain);
            Colour tile = base.brighter(0.9 + 0.1 * noise.random((int) x, (int) y, 4) + gloss);
            return grout.mix(tile.brighter(0.9 + 0.1 * smooth(edge / 3)), smooth(edge));
        }
    },
    CONCRETE(0x96948f, "concrete", "cement", "plaster") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double stains = noise.fractal(u, v, 2 * scale, 2 * scale, 6);
            double grain = noise.gradient(u * 128 * scale, v * 128 * scale, 128 * scale, 128 * scale);
            Cell holes = noise.cells(u, v, 22 * scale, 22 * scale);
            double hole = holes.identity() > 0.75 ? smooth((0.16 - holes.nearest()) / 0.08) : 0;
            return base.brighter(0.95 + 0.14 * stains + 0.07 * grain).mix(Colour.of(0x4d4b48), 0.7 * hole);
        }
    },
    DIRT(0x6b4d33, "dirt", "earth", "soil", "mud", "ground") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double clods = noise.fractal(u, v, 6 * scale, 6 * scale, 6);
            Cell pebbles = noise.cells(u, v, 18 * scale, 18 * scale);
            double pebble = pebbles.identity() > 0.7 ? smooth((0.3 - pebbles.nearest()) / 0.1) : 0;
            return base.brighter(0.9 + 0.4 * clods)
                    .mix(Colour.of(0x8f8577).brighter(0.8 + 0.4 * pebbles.identity()), 0.8 * pebble);
        }
    },
    /** For descriptions that name none of the above: clouds of colour. */
    PATTERN(0x7c8794) {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double warp = 0.12 * noise.fractal(u, v, 3 * scale, 3 * scale, 3);
            double clouds = noise.fractal(wrap(u + warp), wrap(v + warp), 4 * scale, 4 * scale, 5);
            Colour other = Colour.of((int) (noise.random(1, 2, 9) * 0xFFFFFF));
            return base.mix(other, smooth(0.5 + 0.8 * clouds)).brighter(0.9 + 0.2 * clouds);
        }
    };

    private final Colour standard;
    private final List<String> words;

    Material(int standard, String... words) {
        this.standard = Colour.of(standard);
        this.words = List.of(words);
    }

    /**
     * @param u across, 0 … 1
     * @param v down, 0 … 1
     * @param scale 1, 2 or 4: how many times smaller the features are
     */
    abstract Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale);

    Colour standardColour() {
        return standard;
    }

    static Optional<Material> named(String word) {
        return Arrays.stream(values())
                .filter(material -> material.words.contains(word))
                .findFirst();
    }

    /** How far inside its cell a place lies: 0 at the gap's middle, over 1 away from it. */
    private static double edge(double position, double gap) {
        double inCell = position - StrictMath.floor(position);
        return Math.min(inCell, 1 - inCell) / gap;
    }

    private static double smooth(double value) {
        double t = Math.clamp(value, 0, 1);
        return t * t * (3 - 2 * t);
    }

    private static double wrap(double value) {
        return value - StrictMath.floor(value);
    }
}
