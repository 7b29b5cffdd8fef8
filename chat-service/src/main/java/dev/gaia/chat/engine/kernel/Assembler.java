package dev.gaia.chat.engine.kernel;

import java.util.Arrays;

/**
 * Writes x86-64 machine code: the few integer instructions that loops need, and AVX-512 on 512-bit registers.
 *
 * <p>Operands come in the order of Intel's manual, destination first. Encodings are those of the Intel 64 and IA-32
 * Architectures Software Developer's Manual, volume 2. Every memory operand is written with a 32-bit displacement, which
 * spares the rules for compressed ones.
 */
final class Assembler {

    /** General registers by their number in the encoding; those that a System V callee may change freely. */
    enum Gpr {
        RAX(0),
        RCX(1),
        RDX(2),
        RSI(6),
        RDI(7),
        R8(8),
        R9(9),
        R10(10),
        R11(11);

        private final int number;

        Gpr(int number) {
            this.number = number;
        }
    }

    /** A 512-bit register, 0 to 31. */
    record Zmm(int number) implements Operand {

        static Zmm zmm(int number) {
            return new Zmm(number);
        }
    }

    /**
     * A place in memory.
     *
     * @param broadcast whether one 32-bit value there stands for all sixteen lanes
     */
    record Memory(Gpr base, int displacement, boolean broadcast) implements Operand {

        static Memory at(Gpr base, int displacement) {
            return new Memory(base, displacement, false);
        }

        /** One value for all lanes. */
        static Memory each(Gpr base, int displacement) {
            return new Memory(base, displacement, true);
        }
    }

    /** What the last operand of a vector instruction may be. */
    sealed interface Operand permits Zmm, Memory {}

    /** A place in the code to jump back to. */
    record Label(int position) {}

    /** A jump whose target is not yet known. */
    record Jump(int end) {}

    private enum Prefix {
        NONE(0),
        P66(1),
        PF3(2);

        private final int bits;

        Prefix(int bits) {
            this.bits = bits;
        }
    }

    private enum Table {
        T0F(1),
        T0F38(2),
        T0F3A(3);

        private final int bits;

        Table(int bits) {
            this.bits = bits;
        }
    }

    private static final Zmm UNUSED = new Zmm(0);

    private byte[] code = new byte[1024];
    private int size;

    byte[] toByteArray() {
        return Arrays.copyOf(code, size);
    }

    // Loops

    Label label() {
        return new Label(size);
    }

    void jumpIfNotZero(Label target) {
        bytes(0x0F, 0x85);
        int32(target.position() - (size + 4));
    }

    /** After an unsigned comparison or subtraction. */
    void jumpIfAbove(Label target) {
        bytes(0x0F, 0x87);
        int32(target.position() - (size + 4));
    }

    Jump jumpIfAboveOrEqual() {
        bytes(0x0F, 0x83);
        int32(0);
        return new Jump(size);
    }

    /** Lets a forward jump end here. */
    void land(Jump jump) {
        int distance = size - jump.end();
        for (int i = 0; i < 4; i++) {
            code[jump.end() - 4 + i] = (byte) (distance >> (8 * i));
        }
    }

    void ret() {
        bytes(0xC5, 0xF8, 0x77); // vzeroupper: whoever called may use older vector instructions
        bytes(0xC3);
    }

    // Integers

    void move(Gpr to, Gpr from) {
        integer(0x89, from, to);
    }

    void add(Gpr to, int value) {
        bytes(0x48 | to.number >> 3, 0x81, 0xC0 | to.number & 7);
        int32(value);
    }

    void add(Gpr to, Gpr from) {
        integer(0x01, from, to);
    }

    /** Sets the flags: zero when {@code to} has become zero. */
    void subtract(Gpr to, int value) {
        bytes(0x48 | to.number >> 3, 0x81, 0xE8 | to.number & 7);
        int32(value);
    }

    void compare(Gpr left, int value) {
        bytes(0x48 | left.number >> 3, 0x81, 0xF8 | left.number & 7);
        int32(value);
    }

    void compare(Gpr left, Gpr right) {
        integer(0x39, right, left);
    }

    void load(Gpr to, int value) {
        bytes(0x48 | to.number >> 3, 0xC7, 0xC0 | to.number & 7);
        int32(value);
    }

    /** The 32-bit integer at {@code [base + displacement]}, its sign kept. */
    void loadInt(Gpr to, Gpr base, int displacement) {
        bytes(0x48 | (to.number >> 3) << 2 | base.number >> 3, 0x63);
        general(to.number, base, displacement);
    }

    void multiply(Gpr to, Gpr from, int factor) {
        bytes(0x48 | (to.number >> 3) << 2 | from.number >> 3, 0x69, 0xC0 | (to.number & 7) << 3 | from.number & 7);
        int32(factor);
    }

    /** The lowest {@code count} bits of {@code from}; BMI2. */
    void lowBits(Gpr to, Gpr from, Gpr count) {
        bytes(
                0xC4,
                (to.number < 8 ? 0x80 : 0) | 0x40 | (from.number < 8 ? 0x20 : 0) | 2,
                0x80 | (~count.number & 15) << 3);
        bytes(0xF5, 0xC0 | (to.number & 7) << 3 | from.number & 7);
    }

    void prefetch(Gpr base, int displacement) {
        if (base.number >= 8) {
            bytes(0x41);
        }
        bytes(0x0F, 0x18);
        general(1, base, displacement);
    }

    private void integer(int opcode, Gpr reg, Gpr rm) {
        bytes(0x48 | (reg.number >> 3) << 2 | rm.number >> 3, opcode, 0xC0 | (reg.number & 7) << 3 | rm.number & 7);
    }

    private void general(int reg, Gpr base, int displacement) {
        bytes(0x80 | (reg & 7) << 3 | base.number & 7);
        int32(displacement);
    }

    // Vectors

    void zero(Zmm to) {
        vector(Prefix.P66, Table.T0F, 0xEF, to, to, to);
    }

    void load(Zmm to, Operand from) {
        vector(Prefix.NONE, Table.T0F, 0x10, to, UNUSED, from);
    }

    void store(Memory to, Zmm from) {
        vector(Prefix.NONE, Table.T0F, 0x11, from, UNUSED, to);
    }

    /** The lowest lane alone. */
    void storeFirst(Memory to, Zmm from) {
        vector(Prefix.PF3, Table.T0F, 0x11, from, UNUSED, to);
    }

    void broadcast(Zmm to, Memory from) {
        vector(Prefix.P66, Table.T0F38, 0x18, to, UNUSED, new Memory(from.base(), from.displacement(), false));
    }

    /** A 32-bit constant in every lane; changes RAX. */
    void broadcast(Zmm to, int bits) {
        bytes(0xB8);
        int32(bits);
        vector(Prefix.P66, Table.T0F38, 0x7C, to, UNUSED, new Zmm(Gpr.RAX.number));
    }

    /** A constant in every lane; changes RAX. */
    void broadcast(Zmm to, float value) {
        broadcast(to, Float.floatToRawIntBits(value));
    }

    void add(Zmm to, Zmm left, Operand right) {
        vector(Prefix.NONE, Table.T0F, 0x58, to, left, right);
    }

    void subtract(Zmm to, Zmm left, Operand right) {
        vector(Prefix.NONE, Table.T0F, 0x5C, to, left, right);
    }

    void multiply(Zmm to, Zmm left, Operand right) {
        vector(Prefix.NONE, Table.T0F, 0x59, to, left, right);
    }

    void divide(Zmm to, Zmm left, Operand right) {
        vector(Prefix.NONE, Table.T0F, 0x5E, to, left, right);
    }

    void max(Zmm to, Zmm left, Operand right) {
        vector(Prefix.NONE, Table.T0F, 0x5F, to, left, right);
    }

    void squareRoot(Zmm to, Operand of) {
        vector(Prefix.NONE, Table.T0F, 0x51, to, UNUSED, of);
    }

    /** {@code to += left * right}. */
    void multiplyAdd(Zmm to, Zmm left, Operand right) {
        vector(Prefix.P66, Table.T0F38, 0xB8, to, left, right);
    }

    /** {@code to = to * left + right}. */
    void multiplyByAndAdd(Zmm to, Zmm left, Operand right) {
        vector(Prefix.P66, Table.T0F38, 0xA8, to, left, right);
    }

    /** Rounds to the nearest whole number, half to even. */
    void round(Zmm to, Operand from) {
        vector(Prefix.P66, Table.T0F3A, 0x08, to, UNUSED, from);
        bytes(0);
    }

    /** {@code to = left * 2^floor(right)}. */
    void scaleByPowerOfTwo(Zmm to, Zmm left, Operand right) {
        vector(Prefix.P66, Table.T0F38, 0x2C, to, left, right);
    }

    void and(Zmm to, Zmm left, Operand right) {
        vector(Prefix.P66, Table.T0F, 0xDB, to, left, right);
    }

    void addIntegers(Zmm to, Zmm left, Operand right) {
        vector(Prefix.P66, Table.T0F, 0xFE, to, left, right);
    }

    /** Shifts each 32-bit lane. */
    void shiftRight(Zmm to, Zmm from, int bits) {
        vector(Prefix.P66, Table.T0F, 0x72, new Zmm(2), to, from);
        bytes(bits);
    }

    void integersToFloats(Zmm to, Operand from) {
        vector(Prefix.NONE, Table.T0F, 0x5B, to, UNUSED, from);
    }

    void floatsToIntegers(Zmm to, Operand from) {
        vector(Prefix.P66, Table.T0F, 0x5B, to, UNUSED, from);
    }

    /** Sixteen half-precision values. */
    void halvesToFloats(Zmm to, Memory from) {
        vector(Prefix.P66, Table.T0F38, 0x13, to, UNUSED, from);
    }

    /** Sixteen integers as signed bytes, saturated. */
    void storeAsBytes(Memory to, Zmm from) {
        vector(Prefix.PF3, Table.T0F38, 0x21, from, UNUSED, to);
    }

    /** In each lane: adds the four products of unsigned bytes of {@code left} with signed bytes of {@code right}; VNNI. */
    void dotBytes(Zmm to, Zmm unsigned, Operand signed) {
        vector(Prefix.P66, Table.T0F38, 0x50, to, unsigned, signed);
    }

    /** Moves blocks of four lanes as {@code order} says, two bits a block. */
    void shuffleQuarters(Zmm to, Zmm from, int order) {
        vector(Prefix.P66, Table.T0F3A, 0x23, to, from, from);
        bytes(order);
    }

    /** Moves lanes within each block of four as {@code order} says, two bits a lane. */
    void shuffleWithinQuarters(Zmm to, Zmm from, int order) {
        vector(Prefix.P66, Table.T0F3A, 0x04, to, UNUSED, from);
        bytes(order);
    }

    /** Mask register 1 becomes the low sixteen bits of {@code from}. */
    void setMask(Gpr from) {
        bytes(0xC5, 0xF8, 0x92, 0xC8 | from.number & 7);
    }

    /** Lanes of {@code chosen} where mask register 1 is set, else of {@code otherwise}. */
    void blend(Zmm to, Zmm otherwise, Zmm chosen) {
        vector(Prefix.P66, Table.T0F38, 0x65, to, otherwise, chosen, 1);
    }

    private void vector(Prefix prefix, Table table, int opcode, Zmm reg, Zmm second, Operand rm) {
        vector(prefix, table, opcode, reg, second, rm, 0);
    }

    /** The EVEX prefix, 512 bits wide, then opcode and operands. */
    private void vector(Prefix prefix, Table table, int opcode, Zmm reg, Zmm second, Operand rm, int mask) {
        int r = reg.number();
        int v = second.number();
        int low;
        int high;
        boolean broadcast = false;
        switch (rm) {
            case Zmm(int number) -> {
                low = number >> 3 & 1;
                high = number >> 4 & 1;
            }
            case Memory(Gpr base, int _, boolean each) -> {
                low = base.number >> 3;
                high = 0;
                broadcast = each;
            }
        }
        bytes(
                0x62,
                (r >> 3 & 1 ^ 1) << 7 | (high ^ 1) << 6 | (low ^ 1) << 5 | (r >> 4 & 1 ^ 1) << 4 | table.bits,
                (~v & 15) << 3 | 4 | prefix.bits,
                2 << 5 | (broadcast ? 1 << 4 : 0) | (v >> 4 & 1 ^ 1) << 3 | mask,
                opcode);
        switch (rm) {
            case Zmm(int number) -> bytes(0xC0 | (r & 7) << 3 | number & 7);
            case Memory(Gpr base, int displacement, boolean _) -> general(r, base, displacement);
        }
    }

    private void bytes(int... values) {
        if (size + values.length > code.length) {
            code = Arrays.copyOf(code, 2 * code.length);
        }
        for (int value : values) {
            code[size++] = (byte) value;
        }
    }

    private void int32(int value) {
        bytes(value, value >> 8, value >> 16, value >> 24);
    }
}
