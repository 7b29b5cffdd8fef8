package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class GaiaTests {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {"up", "down", "status", "logs", "token", "scale", "restart", "model", "bench", "test", "help"})
    void everyCommandIsDocumented(String command) {
        assertThat(gaia("help")).isZero();
        assertThat(out.toString()).containsPattern("(?m)^  " + command + " +[A-Z]");

        assertThat(gaia("help", command)).isZero();
        assertThat(gaia(command, "--help")).isZero();
        assertThat(out.toString()).containsPattern("(?s)Usage: gaia " + command + ".*Usage: gaia " + command);
    }

    @Test
    void withoutACommandAllAreShown() {
        assertThat(gaia()).isZero();
        assertThat(out.toString()).contains("Usage: gaia", "Commands:");
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 2, There is no command named nonsense; see ./gaia help",
        "help nonsense, 1, There is no command named nonsense; see ./gaia help",
        "up --nonsense, 2, Unknown option: '--nonsense'",
        "up nonsense, 2, Unmatched argument at index 1: 'nonsense'",
        "scale, 2, Missing required parameter: 'SERVICE=COUNT'",
        "scale chat, 1, 'Say which service and how many, for example ./gaia scale chat=3'",
        "bench nonsense, 2, There is no command named bench nonsense; see ./gaia help bench",
        "bench, 2, 'Which benchmark? There are chat, engine, fuzz-models, gateway, quality, serving, speculation, streams.'",
        "bench gateway --rounds 0, 1, 'Rounds, requests, connections and seconds must be at least 1.'",
        "bench streams --streams 0, 1, 'At least 1 stream, 1 to 1000 events a second and 10 seconds are needed.'",
        "bench engine --rounds 0, 1, At least one round is needed to measure anything.",
        "bench chat --tokens 1, 1, At least one round and two tokens are needed to measure anything.",
        "bench serving --seconds 0, 1, At least one second is needed to measure anything."
    })
    void mistakeIsExplained(String line, int exitCode, String explanation) {
        assertThat(gaia(line.split(" "))).isEqualTo(exitCode);

        assertThat(err.toString()).contains(explanation).doesNotContain("\tat ");
    }

    private int gaia(String... arguments) {
        CommandLine gaia = Gaia.commandLine();
        gaia.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return gaia.execute(arguments);
    }
}
