package dev.gaia.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTests {

    @Test
    void unlessOthersAreChosenEachHasItsOwn() {
        Ports ports = Ports.choose(List.of("chat=9668", ""), false);

        assertThat(ports.of(Port.GATEWAY)).isEqualTo(8666);
        assertThat(ports.of(Port.CHAT)).isEqualTo(9668);
    }

    @Test
    void freePortsDifferAndAreNoneThatAConnectionMayTake() {
        Ports ports = Ports.choose(List.of(), true);

        assertThat(Arrays.stream(Port.values()).map(ports::of))
                .doesNotHaveDuplicates()
                .allMatch(number -> number >= 20_000 && number < 32_768);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gateway=80x", "gateway", "gateway=", "gateway=-1", "gateway=65536"})
    void choiceThatIsNoneIsExplained(String choice) {
        assertThatThrownBy(() -> Ports.choose(List.of(choice), false))
                .isInstanceOf(LauncherException.class)
                .hasMessage("A port is chosen as NAME=NUMBER, for example --port gateway=9666");
    }

    @Test
    void unknownNameIsAnsweredWithTheKnownOnes() {
        assertThatThrownBy(() -> Ports.choose(List.of("nosuch=1"), false))
                .isInstanceOf(LauncherException.class)
                .hasMessageContaining("There is no port named nosuch; there are gateway, auth, chat");
    }
}
