package dev.gaia.asset.job;

import dev.gaia.asset.generation.TextureWish;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** A wish of somebody's and how far it has come. */
record Job(UUID id, UUID ownerId, String category, TextureWish wish, State state, int attempts, Instant createdAt) {

    /** Of what it has become, if it has. */
    Optional<UUID> assetId() {
        return state instanceof State.Succeeded(UUID asset) ? Optional.of(asset) : Optional.empty();
    }

    /** What can be said of a job at each point of its life. */
    sealed interface State {

        record Queued() implements State {}

        /** @param claim the worker's proof that the job is its own; a later claim makes it worthless */
        record Running(UUID claim) implements State {}

        record Succeeded(UUID assetId) implements State {}

        record Failed(String reason) implements State {}

        record Cancelled() implements State {}

        /** As clients and the database write it. */
        default String label() {
            return switch (this) {
                case Queued _ -> "queued";
                case Running _ -> "running";
                case Succeeded _ -> "succeeded";
                case Failed _ -> "failed";
                case Cancelled _ -> "cancelled";
            };
        }

        default boolean isEnd() {
            return switch (this) {
                case Queued _, Running _ -> false;
                case Succeeded _, Failed _, Cancelled _ -> true;
            };
        }
    }
}
