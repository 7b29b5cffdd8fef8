package dev.gaia.auth.region;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Knows in which region an address has an account, without knowing the address. With one region only, it keeps nothing. */
@Component
public class RegionDirectory {

    private static final int PAGE = 1_000;

    private final JdbcClient jdbc;
    private final String region;
    private final boolean needed;
    private final DirectoryKey key;

    RegionDirectory(JdbcClient jdbc, RegionProperties properties) {
        this.jdbc = jdbc;
        this.region = properties.name();
        this.needed = !properties.others().isEmpty();
        this.key = new DirectoryKey(properties.key().length == 0 ? new byte[32] : properties.key());
    }

    /** Where accounts live that are made here. */
    public String here() {
        return region;
    }

    public boolean isNeeded() {
        return needed;
    }

    /** The address has an account here; to be called in the transaction that makes it. */
    public void enter(String email) {
        write(email, true);
    }

    /** It has none any more. */
    public void leave(String email) {
        write(email, false);
    }

    /** Takes a number only for what is news. */
    private void write(String email, boolean present) {
        if (!needed) {
            return;
        }
        jdbc.sql("""
                        WITH head AS (
                            UPDATE region_directory_head SET sequence = sequence + 1
                            WHERE NOT EXISTS (SELECT 1 FROM region_directory
                                WHERE address = :address AND region = :region AND present = :present)
                            RETURNING sequence)
                        INSERT INTO region_directory (address, region, present, sequence)
                        SELECT :address, :region, :present, sequence FROM head
                        ON CONFLICT (address, region) DO UPDATE
                        SET present = excluded.present, sequence = excluded.sequence
                        """)
                .param("address", key.hash(normalized(email)))
                .param("region", region)
                .param("present", present)
                .update();
    }

    /** The other region in which the address has its account; empty when it has one here or nowhere. */
    Optional<String> elsewhere(String email) {
        List<String> regions = jdbc.sql("SELECT region FROM region_directory WHERE address = :address AND present")
                .param("address", key.hash(normalized(email)))
                .query((row, _) -> row.getString("region"))
                .list();
        return regions.contains(region)
                ? Optional.empty()
                : regions.stream().sorted().findFirst();
    }

    /** What is new here since that number, oldest first; a page of it. */
    List<DirectoryEntry> since(long sequence) {
        return jdbc.sql("""
                        SELECT address, present, sequence FROM region_directory
                        WHERE sequence > :sequence ORDER BY sequence LIMIT :page
                        """)
                .param("sequence", sequence)
                .param("page", PAGE)
                .query((row, _) -> new DirectoryEntry(
                        HexFormat.of().formatHex(row.getBytes("address")),
                        row.getBoolean("present"),
                        row.getLong("sequence")))
                .list();
    }

    /** Takes over what another region says of itself. */
    void copy(String from, DirectoryEntry entry) {
        jdbc.sql("""
                        INSERT INTO region_directory (address, region, present) VALUES (:address, :region, :present)
                        ON CONFLICT (address, region) DO UPDATE SET present = excluded.present
                        """)
                .param("address", HexFormat.of().parseHex(entry.address()))
                .param("region", from)
                .param("present", entry.present())
                .update();
    }

    DirectoryKey key() {
        return key;
    }

    private static String normalized(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }
}
