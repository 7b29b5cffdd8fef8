package dev.gaia.launcher;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** The ports of one run. */
final class Ports {

    /** Below the range from which Linux takes ports for connections: one of those could go while its server is restarted. */
    private static final int FIRST_FREE = 20_000;

    private static final int LAST_FREE = 32_000;

    private final Map<Port, Integer> numbers = new EnumMap<>(Port.class);

    private Ports() {}

    /**
     * @param choices such as {@code gateway=9666}; 0 takes any free port
     * @param free takes free ports for all that {@code choices} do not name
     */
    static Ports choose(List<String> choices, boolean free) {
        Ports ports = new Ports();
        for (Port port : Port.values()) {
            ports.numbers.put(port, free ? ports.anyFree() : port.standard());
        }
        choices.stream().filter(choice -> !choice.isBlank()).forEach(ports::choose);
        return ports;
    }

    int of(Port port) {
        return numbers.getOrDefault(port, port.standard());
    }

    /** @throws LauncherException that names the first port which is taken, and by whom */
    void requireFree(Collection<Port> needed) {
        for (Port port : needed) {
            if (!isFree(of(port))) {
                throw new LauncherException(
                        """
                        Port %d, which %s needs, is taken by %s.
                        Choose another: ./gaia up --port %s=%d   (0 takes any free one)""".formatted(of(port), port.label(), PortOwner.of(of(port)), port.label(), of(port) + 1000));
            }
        }
    }

    private void choose(String choice) {
        String[] parts = choice.strip().split("=", 2);
        Port port = Arrays.stream(Port.values())
                .filter(candidate -> candidate.label().equals(parts[0]))
                .findFirst()
                .orElseThrow(() -> new LauncherException("There is no port named " + parts[0] + "; there are "
                        + Arrays.stream(Port.values()).map(Port::label).collect(Collectors.joining(", "))));
        try {
            int number = Integer.parseInt(parts[1]);
            if (number < 0 || number > 65_535) {
                throw new NumberFormatException();
            }
            numbers.put(port, number == 0 ? anyFree() : number);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
            throw new LauncherException("A port is chosen as NAME=NUMBER, for example --port gateway=9666");
        }
    }

    private static boolean isFree(int number) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), number));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private int anyFree() {
        return ThreadLocalRandom.current()
                .ints(FIRST_FREE, LAST_FREE)
                .filter(number -> !numbers.containsValue(number) && isFree(number))
                .findFirst()
                .orElseThrow();
    }
}
