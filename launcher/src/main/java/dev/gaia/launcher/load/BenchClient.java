package dev.gaia.launcher.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Asks a server of this machine, as each line says: {@code latency PORT REQUESTS}, {@code throughput PORT CONNECTIONS SECONDS} or
 * {@code streams PORT STREAMS RATE SECONDS}. The access token is in {@code BENCH_TOKEN}.
 */
final class BenchClient {

    private BenchClient() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        String token = System.getenv("BENCH_TOKEN");
        System.out.println("{}");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ");
            int port = Integer.parseInt(words[1]);
            int number = Integer.parseInt(words[2]);
            System.out.println(
                    switch (words[0]) {
                        case "latency" -> new OneByOne(port, token).measure(number);
                        case "throughput" -> new ClosedLoop(port, token).measure(number, Integer.parseInt(words[3]));
                        case "streams" ->
                            new EventStreams(port, token)
                                    .measure(number, Integer.parseInt(words[3]), Integer.parseInt(words[4]));
                        default -> throw new IllegalArgumentException(line);
                    });
        }
        System.exit(0);
    }
}
