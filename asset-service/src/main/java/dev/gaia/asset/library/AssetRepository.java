package dev.gaia.asset.library;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Assets in PostgreSQL. Queries for clients name the owner. */
@Repository
class AssetRepository {

    private final JdbcClient jdbc;

    AssetRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Asset asset) {
        jdbc.sql("""
                INSERT INTO asset (id, owner_id, job_id, category, style, description, sha256, bytes, content_type,
                                   size, engine, material, seed, created_at)
                VALUES (:id, :owner, :job, :category, :style, :description, :sha256, :bytes, :contentType,
                        :size, :engine, :material, :seed, :created)""")
                .param("id", asset.id())
                .param("owner", asset.ownerId())
                .param("job", asset.jobId())
                .param("category", asset.category())
                .param("style", asset.style())
                .param("description", asset.description())
                .param("sha256", asset.sha256())
                .param("bytes", asset.bytes())
                .param("contentType", asset.contentType())
                .param("size", asset.size())
                .param("engine", asset.engine())
                .param("material", asset.material())
                .param("seed", asset.seed())
                .param("created", asset.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Asset> find(UUID owner, UUID id) {
        return jdbc.sql("SELECT * FROM asset WHERE id = :id AND owner_id = :owner")
                .param("id", id)
                .param("owner", owner)
                .query(AssetRepository::asset)
                .optional();
    }

    List<Asset> findAll(UUID owner, Collection<UUID> ids) {
        return jdbc.sql("SELECT * FROM asset WHERE id IN (:ids) AND owner_id = :owner")
                .param("ids", ids)
                .param("owner", owner)
                .query(AssetRepository::asset)
                .list();
    }

    /** The latest first. */
    List<Asset> list(UUID owner, int limit, int offset) {
        return jdbc.sql("""
                SELECT * FROM asset WHERE owner_id = :owner
                ORDER BY created_at DESC, id LIMIT :limit OFFSET :offset""")
                .param("owner", owner)
                .param("limit", limit)
                .param("offset", offset)
                .query(AssetRepository::asset)
                .list();
    }

    /** Contents that this owner has and nobody else: equal assets of different owners share one object. */
    List<String> contentsOnlyOf(UUID owner) {
        return jdbc.sql("""
                SELECT DISTINCT sha256 FROM asset mine WHERE owner_id = :owner
                AND NOT EXISTS (SELECT 1 FROM asset other WHERE other.sha256 = mine.sha256 AND other.owner_id <> :owner)""")
                .param("owner", owner)
                .query((row, _) -> row.getString("sha256"))
                .list();
    }

    void deleteAll(UUID owner) {
        jdbc.sql("DELETE FROM asset WHERE owner_id = :owner")
                .param("owner", owner)
                .update();
    }

    private static Asset asset(ResultSet row, int number) throws SQLException {
        return new Asset(
                row.getObject("id", UUID.class),
                row.getObject("owner_id", UUID.class),
                row.getObject("job_id", UUID.class),
                row.getString("category"),
                row.getString("style"),
                row.getString("description"),
                row.getString("sha256"),
                row.getLong("bytes"),
                row.getString("content_type"),
                row.getInt("size"),
                row.getString("engine"),
                row.getString("material"),
                row.getLong("seed"),
                row.getTimestamp("created_at").toInstant());
    }
}
