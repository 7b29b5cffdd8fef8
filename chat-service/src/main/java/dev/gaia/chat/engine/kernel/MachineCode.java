package dev.gaia.chat.engine.kernel;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A routine that can be called with six longs, addresses and counts; those that it does not use are ignored. */
final class MachineCode {

    private static final FunctionDescriptor SIX_LONGS = FunctionDescriptor.ofVoid(
            Collections.nCopies(6, ValueLayout.JAVA_LONG).toArray(MemoryLayout[]::new));
    private static final Map<Routine, MachineCode> WRITTEN = new ConcurrentHashMap<>();

    private final MethodHandle function;

    private MachineCode(Routine routine) {
        Assembler code = new Assembler();
        routine.write(code);
        this.function = Linker.nativeLinker().downcallHandle(SystemCalls.executable(code.toByteArray()), SIX_LONGS);
    }

    static MachineCode of(Routine routine) {
        return WRITTEN.computeIfAbsent(routine, MachineCode::new);
    }

    void call(long first, long second, long third, long fourth, long fifth, long sixth) {
        try {
            function.invokeExact(first, second, third, fourth, fifth, sixth);
        } catch (Throwable failure) {
            throw SystemCalls.unchecked(failure);
        }
    }
}
