package dev.gaia.chat.engine.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Memory from the operating system: Linux on x86-64. */
final class SystemCalls {

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGE_PAGES = 14;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP = function(
            "mmap",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG));
    private static final MethodHandle MUNMAP = function(
            "munmap", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
    private static final MethodHandle MPROTECT = function("mprotect", rangeAnd());
    private static final MethodHandle MADVISE = function("madvise", rangeAnd());

    private SystemCalls() {}

    /** Zeroed memory that takes no room until it is used; it ends with the arena. */
    static MemorySegment memory(long bytes, Arena arena) {
        long address = map(bytes);
        var _ = control(MADVISE, address, bytes, HUGE_PAGES); // only advice: it may be refused
        return MemorySegment.ofAddress(address).reinterpret(bytes, arena, segment -> unmap(segment, bytes));
    }

    /** Memory with this code in it, which may be run and no longer written; it stays for the life of the process. */
    static MemorySegment executable(byte[] code) {
        long address = map(code.length);
        MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(code.length);
        memory.copyFrom(MemorySegment.ofArray(code));
        if (control(MPROTECT, address, code.length, READ | EXECUTE) != 0) {
            throw new IllegalStateException("The system does not let this process run code that it has written");
        }
        return memory;
    }

    private static long map(long bytes) {
        try {
            long address = (long) MMAP.invokeExact(0L, bytes, READ | WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (address == -1) {
                throw new OutOfMemoryError("The system has no " + bytes + " bytes of memory");
            }
            return address;
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    private static void unmap(MemorySegment segment, long bytes) {
        try {
            var _ = (int) MUNMAP.invokeExact(segment.address(), bytes);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    private static int control(MethodHandle call, long address, long bytes, int flags) {
        try {
            return (int) call.invokeExact(address, bytes, flags);
        } catch (Throwable failure) {
            throw unchecked(failure);
        }
    }

    /** Native functions declare {@code Throwable} and throw nothing. */
    static RuntimeException unchecked(Throwable failure) {
        return switch (failure) {
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> new IllegalStateException(failure);
        };
    }

    private static FunctionDescriptor rangeAnd() {
        return FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT);
    }

    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor);
    }
}
