package dev.gaia.auth.region;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Copies what the other regions' directories say. From the beginning at each start: where to go on is a number of the other's
 * database, which a restored backup would begin again.
 */
@Component
class DirectoryFollower {

    private static final Logger log = LoggerFactory.getLogger(DirectoryFollower.class);

    private final RegionDirectory directory;
    private final Peers peers;
    private final RegionMetrics metrics;
    private final JsonMapper json;
    private final InstantSource clock;
    private final Map<String, Long> read = new ConcurrentHashMap<>();

    DirectoryFollower(
            RegionDirectory directory, Peers peers, RegionMetrics metrics, JsonMapper json, InstantSource clock) {
        this.directory = directory;
        this.peers = peers;
        this.metrics = metrics;
        this.json = json;
        this.clock = clock;
        peers.regions().forEach(region -> metrics.follow(region, clock.instant()));
    }

    @Scheduled(initialDelay = 1, fixedDelay = 2, timeUnit = TimeUnit.SECONDS)
    void follow() {
        peers.regions().forEach(this::follow);
    }

    private void follow(String region) {
        try {
            while (copyPage(region)) {
                // there may be more
            }
            metrics.followed(region, clock.instant());
        } catch (IOException | JacksonException | DataAccessException away) {
            log.warn("The directory of region {} cannot be copied: {}", region, away.toString());
        }
    }

    /** @return whether anything came */
    private boolean copyPage(String region) throws IOException {
        long since = read.getOrDefault(region, 0L);
        HttpResponse<byte[]> answer = peers.send(
                region,
                "/internal/region-directory?since=" + since,
                HttpRequest.newBuilder()
                        .header(DirectoryController.PROOF, directory.key().proofAt(clock.instant())));
        if (answer.statusCode() != 200) {
            throw new IOException("It answered " + answer.statusCode());
        }
        List<DirectoryEntry> entries = json.readValue(answer.body(), DirectoryController.DirectoryPage.class)
                .entries();
        entries.forEach(entry -> directory.copy(region, entry));
        entries.stream().mapToLong(DirectoryEntry::sequence).max().ifPresent(last -> read.put(region, last));
        return !entries.isEmpty();
    }
}
