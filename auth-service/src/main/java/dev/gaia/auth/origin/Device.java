package dev.gaia.auth.origin;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a user recognises from a {@code User-Agent}; of one that is not known, its first word. */
final class Device {

    private static final String UNKNOWN = "Unknown device";
    private static final Pattern PRODUCT = Pattern.compile("[A-Za-z][A-Za-z0-9._ -]{0,39}(?=/|$)");

    private record Mark(String part, String name) {}

    /** The first that is found counts: Chrome says that it is Safari too. */
    private static final List<Mark> PROGRAMS = List.of(
            new Mark("OculusBrowser", "Meta Quest Browser"),
            new Mark("Edg", "Edge"),
            new Mark("OPR/", "Opera"),
            new Mark("Firefox", "Firefox"),
            new Mark("Chrome", "Chrome"),
            new Mark("Safari", "Safari"),
            new Mark("UnityPlayer", "Unity"),
            new Mark("UnrealEngine", "Unreal Engine"));

    private static final List<Mark> SYSTEMS = List.of(
            new Mark("Quest", "Meta Quest"),
            new Mark("Android", "Android"),
            new Mark("iPhone", "iPhone"),
            new Mark("iPad", "iPad"),
            new Mark("Windows", "Windows"),
            new Mark("Mac OS", "macOS"),
            new Mark("Linux", "Linux"));

    private Device() {}

    static String describe(@Nullable String userAgent) {
        if (userAgent == null) {
            return UNKNOWN;
        }
        String program = find(PROGRAMS, userAgent).orElseGet(() -> product(userAgent));
        return find(SYSTEMS, userAgent).map(system -> program + " on " + system).orElse(program);
    }

    private static Optional<String> find(List<Mark> marks, String userAgent) {
        return marks.stream()
                .filter(mark -> userAgent.contains(mark.part()))
                .map(Mark::name)
                .findFirst();
    }

    private static String product(String userAgent) {
        var start = PRODUCT.matcher(userAgent);
        return start.lookingAt() ? start.group() : UNKNOWN;
    }
}
