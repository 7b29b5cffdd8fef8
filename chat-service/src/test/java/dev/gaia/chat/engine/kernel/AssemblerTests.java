package dev.gaia.chat.engine.kernel;

import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R10;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R11;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R8;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.R9;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RAX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RCX;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDI;
import static dev.gaia.chat.engine.kernel.Assembler.Gpr.RDX;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.at;
import static dev.gaia.chat.engine.kernel.Assembler.Memory.each;
import static dev.gaia.chat.engine.kernel.Assembler.Zmm.zmm;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AssemblerTests {

    private static final int FAR = 0x12345678;

    /** What GNU as makes of the same instruction. */
    @ParameterizedTest(name = "{1}")
    @MethodSource("instructions")
    void writesTheBytesThatTheGnuAssemblerWrites(String bytes, String text, Consumer<Assembler> instruction) {
        Assembler code = new Assembler();
        instruction.accept(code);

        assertThat(HexFormat.of().formatHex(code.toByteArray())).isEqualTo(bytes);
    }

    static Stream<Arguments> instructions() {
        return Stream.of(
                instruction("4c89d7", "mov rdi,r10", code -> code.move(RDI, R10)),
                instruction("4981c078563412", "add r8,FAR", code -> code.add(R8, FAR)),
                instruction("4801c8", "add rax,rcx", code -> code.add(RAX, RCX)),
                instruction("4881ea78563412", "sub rdx,FAR", code -> code.subtract(RDX, FAR)),
                instruction("4981f978563412", "cmp r9,FAR", code -> code.compare(R9, FAR)),
                instruction("4c39d2", "cmp rdx,r10", code -> code.compare(RDX, R10)),
                instruction("49c7c178563412", "mov r9,FAR", code -> code.load(R9, FAR)),
                instruction("49638278563412", "movsxd rax,DWORD PTR [r10+FAR]", code -> code.loadInt(RAX, R10, FAR)),
                instruction("4869c078563412", "imul rax,rax,FAR", code -> code.multiply(RAX, RAX, FAR)),
                instruction("c4e2e8f5c0", "bzhi rax,rax,rdx", code -> code.lowBits(RAX, RAX, RDX)),
                instruction("c442a0f5ca", "bzhi r9,r10,r11", code -> code.lowBits(R9, R10, R11)),
                instruction("0f188f78563412", "prefetcht0 BYTE PTR [rdi+FAR]", code -> code.prefetch(RDI, FAR)),
                instruction("410f188978563412", "prefetcht0 BYTE PTR [r9+FAR]", code -> code.prefetch(R9, FAR)),
                instruction("62a17540efc9", "vpxord zmm17,zmm17,zmm17", code -> code.zero(zmm(17))),
                instruction(
                        "62f17c48109f78563412",
                        "vmovups zmm3,ZMMWORD PTR [rdi+FAR]",
                        code -> code.load(zmm(3), at(RDI, FAR))),
                instruction(
                        "62417c4811a878563412",
                        "vmovups ZMMWORD PTR [r8+FAR],zmm29",
                        code -> code.store(at(R8, FAR), zmm(29))),
                instruction("62817c4810e7", "vmovups zmm20,zmm31", code -> code.load(zmm(20), zmm(31))),
                instruction(
                        "62727d48188978563412",
                        "vbroadcastss zmm9,DWORD PTR [rcx+FAR]",
                        code -> code.broadcast(zmm(9), at(RCX, FAR))),
                instruction("62d14c4058cd", "vaddps zmm1,zmm22,zmm13", code -> code.add(zmm(1), zmm(22), zmm(13))),
                instruction("62d14c405ccd", "vsubps zmm1,zmm22,zmm13", code -> code.subtract(zmm(1), zmm(22), zmm(13))),
                instruction(
                        "62713c58599178563412",
                        "vmulps zmm10,zmm8,DWORD BCST [rcx+FAR]",
                        code -> code.multiply(zmm(10), zmm(8), each(RCX, FAR))),
                instruction("62f16c485ecb", "vdivps zmm1,zmm2,zmm3", code -> code.divide(zmm(1), zmm(2), zmm(3))),
                instruction("62f16c485fcb", "vmaxps zmm1,zmm2,zmm3", code -> code.max(zmm(1), zmm(2), zmm(3))),
                instruction("62517c4851f6", "vsqrtps zmm14,zmm14", code -> code.squareRoot(zmm(14), zmm(14))),
                instruction(
                        "62523558b8a178563412",
                        "vfmadd231ps zmm12,zmm9,DWORD BCST [r9+FAR]",
                        code -> code.multiplyAdd(zmm(12), zmm(9), each(R9, FAR))),
                instruction(
                        "62021d40a8f3",
                        "vfmadd213ps zmm30,zmm28,zmm27",
                        code -> code.multiplyByAndAdd(zmm(30), zmm(28), zmm(27))),
                instruction("62037d4808ec00", "vrndscaleps zmm29,zmm28,0x0", code -> code.round(zmm(29), zmm(28))),
                instruction(
                        "62020d402ce5",
                        "vscalefps zmm28,zmm30,zmm29",
                        code -> code.scaleByPowerOfTwo(zmm(28), zmm(30), zmm(29))),
                instruction("62d17d48dbd2", "vpandd zmm2,zmm0,zmm10", code -> code.and(zmm(2), zmm(0), zmm(10))),
                instruction("62d14548fef8", "vpaddd zmm7,zmm7,zmm8", code -> code.addIntegers(zmm(7), zmm(7), zmm(8))),
                instruction("62b1754072d004", "vpsrld zmm17,zmm16,0x4", code -> code.shiftRight(zmm(17), zmm(16), 4)),
                instruction("62a17c485bed", "vcvtdq2ps zmm21,zmm21", code -> code.integersToFloats(zmm(21), zmm(21))),
                instruction("62f17d485bf9", "vcvtps2dq zmm7,zmm1", code -> code.floatsToIntegers(zmm(7), zmm(1))),
                instruction(
                        "62727d48138778563412",
                        "vcvtph2ps zmm8,YMMWORD PTR [rdi+FAR]",
                        code -> code.halvesToFloats(zmm(8), at(RDI, FAR))),
                instruction(
                        "62f27e4821ba78563412",
                        "vpmovsdb XMMWORD PTR [rdx+FAR],zmm7",
                        code -> code.storeAsBytes(at(RDX, FAR), zmm(7))),
                instruction(
                        "62e2455850a278563412",
                        "vpdpbusd zmm20,zmm7,DWORD BCST [rdx+FAR]",
                        code -> code.dotBytes(zmm(20), zmm(7), each(RDX, FAR))),
                instruction("62926d4850ce", "vpdpbusd zmm1,zmm2,zmm30", code -> code.dotBytes(zmm(1), zmm(2), zmm(30))),
                instruction(
                        "62f36d4823da4e",
                        "vshuff32x4 zmm3,zmm2,zmm2,0x4e",
                        code -> code.shuffleQuarters(zmm(3), zmm(2), 0x4E)),
                instruction(
                        "62f37d4804dab1",
                        "vpermilps zmm3,zmm2,0xb1",
                        code -> code.shuffleWithinQuarters(zmm(3), zmm(2), 0xB1)),
                instruction("c5f892c8", "kmovw k1,eax", code -> code.setMask(RAX)),
                instruction(
                        "62f2054165ed", "vblendmps zmm5{k1},zmm31,zmm5", code -> code.blend(zmm(5), zmm(31), zmm(5))));
    }

    private static Arguments instruction(String bytes, String text, Consumer<Assembler> instruction) {
        return Arguments.of(bytes, text, instruction);
    }

    @Test
    void jumpsBackToItsLabelAndForwardToWhereItLands() {
        Assembler code = new Assembler();
        Assembler.Label start = code.label();
        Assembler.Jump forward = code.jumpIfAboveOrEqual();
        code.jumpIfNotZero(start);
        code.jumpIfAbove(start);
        code.land(forward);

        assertThat(HexFormat.of().formatHex(code.toByteArray()))
                .isEqualTo("0f830c000000" + "0f85f4ffffff" + "0f87eeffffff");
    }
}
