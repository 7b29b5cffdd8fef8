package dev.gaia.chat.engine.sampling;

import org.jspecify.annotations.Nullable;

/** An open call: where it returns to, and the calls around it. Equal by content. */
final class Frame {

    private final State after;
    private final @Nullable Frame below;
    private final int depth;
    private final int hash;

    Frame(State after, @Nullable Frame below) {
        this.after = after;
        this.below = below;
        this.depth = depth(below) + 1;
        this.hash = 31 * System.identityHashCode(after) + (below == null ? 0 : below.hash);
    }

    /** These calls inside those. */
    static @Nullable Frame onto(@Nullable Frame inner, @Nullable Frame outer) {
        return inner == null ? outer : new Frame(inner.after, onto(inner.below, outer));
    }

    /** How many calls are open. */
    static int depth(@Nullable Frame frame) {
        return frame == null ? 0 : frame.depth;
    }

    State after() {
        return after;
    }

    @Nullable
    Frame below() {
        return below;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        Frame mine = this;
        @Nullable Frame theirs = other instanceof Frame frame ? frame : null;
        while (mine != theirs) {
            if (mine == null || theirs == null || mine.hash != theirs.hash || mine.after != theirs.after) {
                return false;
            }
            mine = mine.below;
            theirs = theirs.below;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
