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
            double wobble = noise.fractal(u, v, 24 * scale, 24 * scale, 3);
            double y = v * rows + 0.025 * wobble;
            int row = Math.floorMod((int) Math.floor(y), rows);
            double x = u * columns + (row % 2) * 0.5 + 0.02 * wobble;
            int column = Math.floorMod((int) Math.floor(x), columns);
            double edge = Math.min(edge(x, 0.04), edge(y, 0.09));
            double grain = noise.fractal(u, v, 48 * scale, 48 * scale, 3);
            double stains = noise.fractal(u, v, 5 * scale, 5 * scale, 3);
            Colour mortar = Colour.of(0xa59d90).brighter(0.9 + 0.2 * grain + 0.08 * stains);
            Colour brick = base.brighter(0.8 + 0.35 * noise.random(column, row, 7))
                    .mix(Colour.of(0x5a3a32), 0.3 * noise.random(column, row, 8))
                    .brighter(0.97 + 0.28 * grain + 0.12 * stains);
            return mortar.mix(brick.brighter(0.8 + 0.2 * smooth(edge / 2.5)), smooth(2 * edge - 0.9));
        }
    },
    WOOD(0x8a5d36, "wood", "wooden", "plank", "planks", "oak", "timber") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            int planks = 4 * scale;
            double x = u * planks;
            int plank = Math.floorMod((int) x, planks);
            double along = wrap(v + noise.random(plank, 0, 5));
            double bend = noise.fractal(u, along, 3 * planks, 2 * scale, 2);
            double drift = noise.fractal(u, along, planks, scale, 2);
            double year = wrap(2.5 * (x - plank) + 0.9 * bend + 1.6 * drift);
            double ring = year * year * smooth((1 - year) / 0.15);
            double fibre = noise.fractal(u, along, 96 * scale, 5 * scale, 3);
            double pore =
                    smooth((noise.gradient(u * 128 * scale, along * 12 * scale, 128 * scale, 12 * scale) - 0.35) * 4);
            Colour wood = base.brighter(0.85 + 0.3 * noise.random(plank, 0, 6))
                    .mix(base.brighter(0.55), 0.5 * ring)
                    .mix(base.brighter(0.45), 0.4 * pore)
                    .brighter(1.02 + 0.14 * fibre);
            double gap = Math.min(edge(x, 0.018), edge(along, 0.0035 / scale));
            return Colour.of(0x20160e).mix(wood, smooth(gap));
        }
    },
    MARBLE(0xe2dfd8, "marble") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double bendU = noise.fractal(u, v, 3 * scale, 3 * scale, 5);
            double bendV = noise.fractal(v, u, 2 * scale, 2 * scale, 5);
            double across = u + v + 0.12 * bendU;
            double down = v + 0.12 * bendV;
            double broad = vein(noise.fractal(across, down, 2 * scale, scale, 2), 0.16);
            double thin = vein(noise.fractal(across + 0.37, 2 * v - u + 0.1 * bendU, 3 * scale, scale, 3), 0.05);
            double strength = smooth(0.55 + 0.9 * noise.fractal(u + 0.61, v + 0.17, 3 * scale, 3 * scale, 2));
            double clouds = noise.fractal(across, v + 0.05 * bendV, 2 * scale, 2 * scale, 4);
            Colour veins = base.mix(Colour.of(0x50545c), 0.8);
            return base.brighter(0.95 + 0.07 * clouds)
                    .mix(veins, 0.4 * broad * strength)
                    .mix(veins, 0.7 * thin * strength)
                    .brighter(1 + 0.015 * noise.gradient(u * 96, v * 96, 96, 96));
        }
    },
    GRASS(0x4f7d34, "grass", "lawn", "meadow") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double patches = noise.fractal(u, v, 3 * scale, 3 * scale, 4);
            double lean = 0.05 * noise.fractal(u, v, 7 * scale, 7 * scale, 2);
            double near = noise.gradient((u + lean) * 90 * scale, v * 13 * scale, 90 * scale, 13 * scale);
            double far = noise.gradient((u - lean) * 64 * scale, v * 19 * scale + 0.5, 64 * scale, 19 * scale);
            double blade = Math.max(near, 0.8 * far);
            double dry = smooth(0.2 + 0.9 * noise.gradient(u * 40 * scale, v * 9 * scale, 40 * scale, 9 * scale));
            Colour tip = base.mix(Colour.of(0xa9b84f), 0.35).mix(Colour.of(0xb5a765), 0.25 * dry);
            return base.brighter(0.5 + 0.14 * patches)
                    .mix(tip.brighter(1.05 + 0.2 * patches), smooth(0.45 + 0.85 * blade));
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
            double drift = noise.fractal(u, v, 3 * scale, 2 * scale, 3);
            double calm = smooth(0.6 + 0.8 * noise.fractal(u + 0.43, v, 3 * scale, 3 * scale, 2));
            double phase = wrap(15 * scale * v
                    + 0.9 * drift
                    + 0.25 * noise.gradient(u * 9 * scale, v * 9 * scale, 9 * scale, 9 * scale));
            double ripple = phase < 0.7 ? smooth(phase / 0.7) : smooth((1 - phase) / 0.3);
            double grain = noise.gradient(u * 200 * scale, v * 200 * scale, 200 * scale, 200 * scale);
            double speck = noise.random((int) (u * 400 * scale), (int) (v * 400 * scale), 6) > 0.97 ? -0.12 : 0;
            return base.brighter(0.88 + 0.16 * ripple * calm + 0.05 * drift + 0.1 * grain + speck);
        }
    },
    WATER(0x2f6f94, "water", "sea", "ocean", "pool") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double bendU = 0.035 * noise.fractal(u, v, 5 * scale, 5 * scale, 2);
            double bendV = 0.035 * noise.fractal(v, u, 5 * scale, 5 * scale, 2);
            Cell wide = noise.cells(wrap(u + bendU), wrap(v + bendV), 5 * scale, 5 * scale);
            Cell close = noise.cells(wrap(v + 1.4 * bendV), wrap(u + 1.4 * bendU), 8 * scale, 8 * scale);
            double lines = light(wide) + 0.45 * light(close);
            double glow = wide.nearest() * wide.nearest() + 0.4 * close.nearest() * close.nearest();
            double depth = noise.fractal(u, v, 2 * scale, 2 * scale, 4);
            return base.brighter(0.78 + 0.2 * depth + 0.35 * glow).mix(Colour.of(0xd9f4f4), Math.min(1, 0.6 * lines));
        }
    },
    FABRIC(0x7d6a8c, "fabric", "cloth", "linen", "wool", "canvas") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            int threads = 48 * scale;
            double x = u * threads + 0.12 * noise.gradient(u * 24 * scale, v * 24 * scale, 24 * scale, 24 * scale);
            double y = v * threads + 0.12 * noise.gradient(v * 24 * scale, u * 24 * scale, 24 * scale, 24 * scale);
            int column = Math.floorMod((int) Math.floor(x), threads);
            int row = Math.floorMod((int) Math.floor(y), threads);
            boolean over = (column + row) % 2 == 0;
            double across = StrictMath.sin(StrictMath.PI * wrap(over ? y : x));
            double along = StrictMath.sin(StrictMath.PI * wrap(over ? x : y));
            double thread = noise.random(over ? row : column, 0, over ? 3 : 4);
            double fuzz = noise.fractal(u, v, 4 * threads, 4 * threads, 1);
            return base.brighter(
                    (0.5 + 0.42 * across + 0.16 * along) * (over ? 1.05 : 0.9) * (0.9 + 0.2 * thread) + 0.08 * fuzz);
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
            double streaks = noise.fractal(u, v, 9 * scale, 2 * scale, 3);
            double grain = noise.fractal(u, v, 96 * scale, 96 * scale, 2);
            double bend = 0.006 * grain;
            Cell holes = noise.cells(wrap(u + bend), wrap(v + bend), 20 * scale, 20 * scale);
            double width = 0.04 + 0.14 * noise.random((int) (holes.identity() * 1000), 0, 5);
            double hole = holes.identity() > 0.8 ? smooth((width - holes.nearest()) / 0.06) : 0;
            return base.brighter(0.96 + 0.15 * stains + 0.05 * streaks + 0.08 * grain)
                    .mix(Colour.of(0x55534f), 0.75 * hole);
        }
    },
    DIRT(0x6b4d33, "dirt", "earth", "soil", "mud", "ground") {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double step = 0.004 / scale;
            double light = clods(u, v, noise, scale) - clods(wrap(u + step), wrap(v + step), noise, scale);
            double damp = noise.fractal(u, v, 3 * scale, 3 * scale, 4);
            double bend = 0.01 * noise.fractal(u, v, 24 * scale, 24 * scale, 2);
            Cell pebbles = noise.cells(wrap(u + bend), wrap(v - bend), 13 * scale, 13 * scale);
            double width = 0.12 + 0.22 * noise.random((int) (pebbles.identity() * 1000), 0, 5);
            double pebble = pebbles.identity() > 0.8 ? smooth((width - pebbles.nearest()) / 0.07) : 0;
            Colour stone = base.mix(Colour.of(0x8f8577), 0.7)
                    .brighter(0.75 + 0.5 * pebbles.identity() - 0.6 * pebbles.nearest());
            return base.brighter(0.9 + 0.22 * damp + 1.7 * light).mix(stone, 0.85 * pebble);
        }
    },
    /** For descriptions that name none of the above: clouds of colour. */
    PATTERN(0x7c8794) {
        @Override
        Colour at(double u, double v, PeriodicNoise noise, Colour base, int scale) {
            double bendU = 0.12 * noise.fractal(u, v, 2 * scale, 2 * scale, 3);
            double bendV = 0.12 * noise.fractal(v, u, 2 * scale, 2 * scale, 3);
            double clouds = noise.fractal(u + bendU, v + bendV, 3 * scale, 3 * scale, 3);
            double bands = 0.5 + 0.5 * StrictMath.sin(2 * StrictMath.PI * (1.5 * clouds + bendU));
            Colour other = COMPANIONS.get((int) (noise.random(1, 2, 9) * COMPANIONS.size()));
            return base.mix(other, 0.75 * smooth(bands)).brighter(0.95 + 0.12 * clouds);
        }
    };

    private static final List<Colour> COMPANIONS = List.of(
            Colour.of(0xd9c7a3), Colour.of(0x2f3e4e), Colour.of(0xb8674a), Colour.of(0x6f8f86), Colour.of(0xe6e2da));

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
        double inCell = position - Math.floor(position);
        return Math.min(inCell, 1 - inCell) / gap;
    }

    private static double smooth(double value) {
        double t = Math.clamp(value, 0, 1);
        return t * t * (3 - 2 * t);
    }

    /** A line where the value passes through zero, fading over the given width. */
    private static double vein(double value, double width) {
        double near = Math.max(0, 1 - Math.abs(value) / width);
        return near * near;
    }

    /** How brightly the water's surface gathers the light: on the borders between cells, softly. */
    private static double light(Cell cell) {
        double near = 1 - Math.clamp((cell.second() - cell.nearest()) * 1.5, 0, 1);
        return near * near * near * near;
    }

    /** The height of loose earth. */
    private static double clods(double u, double v, PeriodicNoise noise, int scale) {
        double bend = 0.02 * noise.fractal(u, v, 10 * scale, 10 * scale, 2);
        Cell lumps = noise.cells(wrap(u + bend), wrap(v - bend), 20 * scale, 20 * scale);
        return 0.5 * noise.fractal(u, v, 12 * scale, 12 * scale, 5) - 0.35 * lumps.nearest();
    }

    private static double wrap(double value) {
        return value - Math.floor(value);
    }
}
