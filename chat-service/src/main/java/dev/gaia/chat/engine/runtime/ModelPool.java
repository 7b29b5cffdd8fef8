package dev.gaia.chat.engine.runtime;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.LlmEngine;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.model.ModelFileException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several models, as many of them loaded as memory allows. The first is loaded from the start, another one when it is first
 * asked for; for that, those are unloaded that nobody uses, the one that was asked for longest ago first.
 *
 * <p>One thread loads and unloads, one model after the other. A request counts as a user of its model from before it looks for
 * it until it is admitted, and after that the model itself knows that it is not idle: so none is unloaded under a request.
 */
final class ModelPool implements LlmEngine, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ModelPool.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(30);

    private final long budget;
    private final Duration loadTimeout;
    private final int maxUsers;
    private final SequencedMap<String, Slot> slots = new LinkedHashMap<>();
    private final ExecutorService loader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("model-loader").daemon().factory());
    private final Slot first;
    private Future<Outcome> loadingOfFirst = new CompletableFuture<>();
    private long uses;
    private boolean closed;

    private ModelPool(List<ModelSource> sources, long budget, Duration loadTimeout, int maxUsers) {
        this.budget = budget;
        this.loadTimeout = loadTimeout;
        this.maxUsers = maxUsers;
        sources.forEach(source -> slots.put(source.id(), new Slot(source)));
        first = slots.firstEntry().getValue();
    }

    /**
     * Begins to load the first of the models, while its caller goes on; {@link #awaitFirst} tells what came of it.
     *
     * @param sources of different names
     * @param budget bytes that all loaded models may take; the first is loaded even when it takes more
     * @param loadTimeout how long a request waits while its model is loaded
     * @param maxUsers requests that may wait for one model
     * @throws ModelFileException when the first model's file is refused at first sight
     * @throws IOException when it cannot be read
     */
    static ModelPool start(List<ModelSource> sources, long budget, Duration loadTimeout, int maxUsers)
            throws IOException {
        ModelSource first = sources.getFirst();
        long needed = first.bytes();
        if (needed > budget) {
            log.warn(
                    "{} takes about {} MB, more than the {} MB that models may take",
                    first.id(),
                    mb(needed),
                    mb(budget));
        }
        ModelPool pool = new ModelPool(sources, Math.max(needed, budget), loadTimeout, maxUsers);
        pool.loadFirst(needed);
        return pool;
    }

    private void loadFirst(long bytes) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        first.state = new State.Loading(outcome);
        loader.execute(() -> {
            try {
                outcome.complete(loaded(first, first.source.load(), bytes));
            } catch (IOException | RuntimeException | Error refused) {
                outcome.completeExceptionally(refused);
            }
        });
        loadingOfFirst = outcome;
    }

    /**
     * Returns when the first model is served.
     *
     * @throws ModelFileException when its file is refused
     * @throws IOException when it cannot be read
     */
    void awaitFirst() throws IOException, InterruptedException {
        try {
            loadingOfFirst.get();
        } catch (ExecutionException failure) {
            switch (failure.getCause()) {
                case IOException refused -> throw refused;
                case RuntimeException defect -> throw defect;
                case Error defect -> throw defect;
                case null, default -> throw new IllegalStateException(failure);
            }
        }
    }

    /** One model; guarded by the pool. */
    private static final class Slot {

        private final ModelSource source;
        private State state = new State.Unloaded();
        private ModelDescription lastSeen;
        private int users;
        private long lastUse;

        Slot(ModelSource source) {
            this.source = source;
            this.lastSeen = new ModelDescription(source.id(), null, null, ModelDescription.State.UNLOADED);
        }

        Optional<State.Loaded> loaded() {
            return state instanceof State.Loaded loaded ? Optional.of(loaded) : Optional.empty();
        }

        ServedModel takeOut() {
            ServedModel model = loaded().orElseThrow().model();
            state = new State.Unloaded();
            return model;
        }

        ModelDescription description() {
            return switch (state) {
                case State.Loaded loaded -> loaded.model().model();
                case State.Loading _ -> lastSeen.in(ModelDescription.State.LOADING);
                case State.Unloaded _ -> lastSeen.in(ModelDescription.State.UNLOADED);
                case State.Failed _ -> lastSeen.in(ModelDescription.State.FAILED);
            };
        }
    }

    private sealed interface State {

        record Unloaded() implements State {}

        record Loading(CompletableFuture<Outcome> outcome) implements State {}

        record Loaded(ServedModel model, long bytes) implements State {}

        record Failed(String reason) implements State {}
    }

    /** What came of looking for a model. */
    private sealed interface Outcome {

        record Ready(ServedModel model) implements Outcome {}

        record Refused(Admission why) implements Outcome {}
    }

    @Override
    public synchronized List<ModelDescription> models() {
        return slots.values().stream().map(Slot::description).toList();
    }

    @Override
    public Admission submit(String id, GenerationRequest request) {
        Slot slot = slot(id);
        if (!enter(slot)) {
            return new Admission.QueueFull(RETRY_AFTER);
        }
        try {
            return switch (find(slot)) {
                case Outcome.Ready(ServedModel model) -> model.submit(request);
                case Outcome.Refused(Admission why) -> why;
            };
        } finally {
            leave(slot);
        }
    }

    private Slot slot(String id) {
        return Optional.ofNullable(slots.get(id))
                .orElseThrow(() -> new IllegalArgumentException("There is no model " + id));
    }

    private synchronized boolean enter(Slot slot) {
        if (slot.users == maxUsers) {
            return false;
        }
        slot.users++;
        slot.lastUse = ++uses;
        return true;
    }

    private synchronized void leave(Slot slot) {
        slot.users--;
        notifyAll();
    }

    private Outcome find(Slot slot) {
        CompletableFuture<Outcome> loading;
        synchronized (this) {
            if (closed) {
                return unavailable("The service is ending.");
            }
            switch (slot.state) {
                case State.Loaded loaded -> {
                    return new Outcome.Ready(loaded.model());
                }
                case State.Failed(String reason) -> {
                    return new Outcome.Refused(new Admission.ModelRefused(reason));
                }
                case State.Loading(CompletableFuture<Outcome> outcome) -> loading = outcome;
                case State.Unloaded _ -> loading = beginLoading(slot);
            }
        }
        return await(slot, loading);
    }

    private CompletableFuture<Outcome> beginLoading(Slot slot) {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        slot.state = new State.Loading(outcome);
        loader.execute(() -> outcome.complete(load(slot)));
        return outcome;
    }

    private Outcome await(Slot slot, CompletableFuture<Outcome> loading) {
        try {
            return loading.get(loadTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return unavailable("The model " + slot.source.id() + " is still being loaded.");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unavailable("Nobody waits for the model " + slot.source.id() + " any more.");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Outcome unavailable(String reason) {
        return new Outcome.Refused(new Admission.ModelUnavailable(reason, RETRY_AFTER));
    }

    /** On the loader's thread; never throws, so that nobody waits in vain. */
    private Outcome load(Slot slot) {
        String id = slot.source.id();
        try {
            long bytes = slot.source.bytes();
            if (bytes > budget) {
                return failed(slot, "it takes about " + mb(bytes) + " MB; " + mb(budget) + " MB are there for models");
            }
            Optional<List<ServedModel>> unused = makeRoom(bytes);
            if (unused.isEmpty()) {
                return unloaded(slot, "All models that would have to make room for " + id + " are in use.");
            }
            unused.get().forEach(ServedModel::close);
            ServedModel model = slot.source.load();
            return loaded(slot, model, bytes);
        } catch (ModelFileException refused) {
            log.error("The model {} was refused", id, refused);
            return failed(slot, refused.flaw() + ": " + refused.getMessage());
        } catch (IOException | RuntimeException | Error failure) {
            log.error("The model {} could not be loaded", id, failure);
            return unloaded(slot, "The model " + id + " could not be loaded.");
        }
    }

    private synchronized Outcome loaded(Slot slot, ServedModel model, long bytes) {
        slot.state = new State.Loaded(model, bytes);
        slot.lastSeen = model.model();
        return closed ? unavailable("The service is ending.") : new Outcome.Ready(model);
    }

    private synchronized Outcome unloaded(Slot slot, String reason) {
        slot.state = new State.Unloaded();
        return unavailable(reason);
    }

    private synchronized Outcome failed(Slot slot, String flaw) {
        String reason = "The model " + slot.source.id() + " cannot be served: " + flaw + ".";
        slot.state = new State.Failed(reason);
        return new Outcome.Refused(new Admission.ModelRefused(reason));
    }

    /** The models to close for it, which nobody can reach any more; empty when too many are in use: then none is touched. */
    private synchronized Optional<List<ServedModel>> makeRoom(long bytes) {
        long free = budget
                - slots.values().stream()
                        .flatMap(slot -> slot.loaded().stream())
                        .mapToLong(State.Loaded::bytes)
                        .sum();
        List<Slot> chosen = new ArrayList<>();
        for (Slot slot : longestUnusedFirst()) {
            if (free < bytes) {
                free += slot.loaded().orElseThrow().bytes();
                chosen.add(slot);
            }
        }
        if (closed || free < bytes) {
            return Optional.empty();
        }
        return Optional.of(chosen.stream().map(Slot::takeOut).toList());
    }

    private List<Slot> longestUnusedFirst() {
        return slots.values().stream()
                .filter(slot -> slot.users == 0)
                .filter(slot ->
                        slot.loaded().filter(loaded -> loaded.model().isIdle()).isPresent())
                .sorted(Comparator.comparingLong(slot -> slot.lastUse))
                .toList();
    }

    /** Whether each loaded model's engine lives. */
    synchronized boolean isAlive() {
        return slots.values().stream()
                .flatMap(slot -> slot.loaded().stream())
                .allMatch(loaded -> loaded.model().isAlive());
    }

    /** Takes no request any more, waits until nothing is being loaded and nobody is being admitted, then ends all engines. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        loader.shutdown();
        try {
            if (!loader.awaitTermination(LONGEST_CLOSE.toNanos(), TimeUnit.NANOSECONDS)) {
                log.error("A model was still being loaded after {}", LONGEST_CLOSE);
            }
            takeAllOut().forEach(ServedModel::close);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<ServedModel> takeAllOut() throws InterruptedException {
        while (slots.values().stream().anyMatch(slot -> slot.users > 0)) {
            wait();
        }
        return slots.values().stream()
                .filter(slot -> slot.loaded().isPresent())
                .map(Slot::takeOut)
                .toList();
    }

    private static long mb(long bytes) {
        return bytes >> 20;
    }
}
