package dev.gaia.launcher;

import java.time.Duration;
import java.util.List;

/** What a newcomer reads when everything is ready. */
final class Welcome {

    private Welcome() {}

    static String text(Ports ports, List<ServiceKind> services, Duration took) {
        String gateway = "http://127.0.0.1:" + ports.of(Port.GATEWAY);
        StringBuilder text = new StringBuilder("%nReady after %.1f s%n".formatted(took.toMillis() / 1000.0));
        services.forEach(service ->
                text.append("  %-8s http://127.0.0.1:%d%n".formatted(service.label(), ports.of(service.port()))));
        if (services.contains(ServiceKind.GATEWAY)) {
            text.append("""

                    Try:
                      curl -N %1$s/api/v0.3/chat -H "X-API-Key: $(./gaia token)" -H 'Content-Type: application/json' \\
                           -d '{"message": "Tell me about the sea.", "stream": true}'
                      curl %1$s/api/v1/assets/generate -H "X-API-Key: $(./gaia token)" -H 'Content-Type: application/json' \\
                           -d '{"category": "texture", "style": "realistic", "description": "old red brick wall"}'
                      ./gaia status
                    Letters to users are files in .gaia/mail.
                    """.formatted(gateway));
        }
        return text.toString();
    }
}
