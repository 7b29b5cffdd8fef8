package dev.gaia.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Puts a process into a session of its own. A Ctrl-C or a closed terminal reaches the launcher only, which then ends the
 * services before their data stores; without, all would get the signal at once.
 */
final class OwnSession {

    private OwnSession() {}

    /** The command as it is where there is no {@code setsid}. */
    static List<String> of(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (Stream.of("/usr/bin/setsid", "/bin/setsid").anyMatch(path -> Files.isExecutable(Path.of(path)))) {
            whole.add("setsid");
        }
        whole.addAll(command);
        return whole;
    }
}
