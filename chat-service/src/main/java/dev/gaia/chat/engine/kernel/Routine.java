package dev.gaia.chat.engine.kernel;

/** A function in machine code, made for one set of sizes; equal routines have equal code. */
sealed interface Routine permits MultiplyRoutine, QuantiseRoutine, AttentionRoutine {

    void write(Assembler code);
}
