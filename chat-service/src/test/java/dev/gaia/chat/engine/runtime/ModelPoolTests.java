package dev.gaia.chat.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.gaia.chat.engine.Admission;
import dev.gaia.chat.engine.ChatMessage;
import dev.gaia.chat.engine.ChatMessage.Role;
import dev.gaia.chat.engine.GenerationRequest;
import dev.gaia.chat.engine.ModelDescription;
import dev.gaia.chat.engine.ModelDescription.State;
import dev.gaia.chat.engine.Sampling;
import dev.gaia.chat.engine.model.ModelFileException;
import dev.gaia.chat.engine.model.ModelFileException.Flaw;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ModelPoolTests {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final GenerationRequest REQUEST =
            new GenerationRequest(List.of(new ChatMessage(Role.USER, "Hi")), Sampling.GREEDY, 8, List.of());

    private final FakeModel first = new FakeModel("a", 40);
    private final FakeModel second = new FakeModel("bb", 40);
    private final FakeModel third = new FakeModel("ccc", 40);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ModelPool> started = new ArrayList<>();

    @AfterEach
    void close() {
        callers.shutdownNow();
        started.forEach(ModelPool::close);
        assertThat(List.of(first, second, third)).noneMatch(FakeModel::isLoaded);
    }

    @Test
    void firstIsLoadedFromTheStartAndOthersWhenAskedFor() throws IOException {
        start(100);
        assertThat(states()).containsExactly(State.LOADED, State.UNLOADED, State.UNLOADED);

        assertThat(ask("bb")).isEqualTo(answerOf("bb"));

        assertThat(ask("a")).isEqualTo(answerOf("a"));
        assertThat(states()).containsExactly(State.LOADED, State.LOADED, State.UNLOADED);
        assertThat(pool().models().get(1).precision()).isEqualTo("fake");
        assertThat(pool().models().get(2).precision()).isNull();
    }

    @Test
    void oneThatWasAskedForLongestAgoMakesRoom() throws IOException {
        start(80);
        ask("bb");
        ask("a");

        assertThat(ask("ccc")).isEqualTo(answerOf("ccc"));

        assertThat(states()).containsExactly(State.LOADED, State.UNLOADED, State.LOADED);
        assertThat(pool().models().get(1).precision())
                .as("what was seen is remembered")
                .isEqualTo("fake");
        assertThat(ask("bb")).isEqualTo(answerOf("bb"));
        assertThat(states()).containsExactly(State.UNLOADED, State.LOADED, State.LOADED);
    }

    @Test
    void oneThatAnswersIsNeverUnloaded() throws IOException {
        start(80);
        ask("bb");
        ask("a");
        second.answering(true);

        assertThat(ask("ccc")).isEqualTo(answerOf("ccc"));

        assertThat(states()).containsExactly(State.UNLOADED, State.LOADED, State.LOADED);
    }

    @Test
    void oneThatIsBeingAskedIsNeverUnloaded() throws Exception {
        start(80);
        ask("bb");
        CountDownLatch admission = first.holdAdmission();
        CompletableFuture<Admission> asked = CompletableFuture.supplyAsync(() -> ask("a"), callers);
        await().atMost(PATIENCE).untilAtomic(first.asked, equalTo(1));
        second.answering(true);

        assertThat(ask("ccc")).isInstanceOf(Admission.ModelUnavailable.class);

        assertThat(first.isLoaded()).isTrue();
        admission.countDown();
        assertThat(asked.get()).isEqualTo(answerOf("a"));
    }

    @Test
    void whenAllAreBusyNoneIsTouchedAndItIsSaidWhenToTryAgain() throws IOException {
        start(80);
        ask("bb");
        first.answering(true);
        second.answering(true);

        assertThat(ask("ccc"))
                .isInstanceOfSatisfying(
                        Admission.ModelUnavailable.class,
                        refused -> assertThat(refused.retryAfter()).isPositive());

        assertThat(states()).containsExactly(State.LOADED, State.LOADED, State.UNLOADED);
        first.answering(false);
        assertThat(ask("ccc")).isEqualTo(answerOf("ccc"));
    }

    @Test
    void noMoreAreUnloadedThanNeeded() throws IOException {
        FakeModel small = new FakeModel("a", 10);
        start(List.of(small, second, third), 90, PATIENCE, 100);
        ask("bb");
        ask("a");

        ask("ccc");

        assertThat(states()).containsExactly(State.LOADED, State.LOADED, State.LOADED);
    }

    @Test
    void oneThatCouldNeverFitIsRefusedAndUnloadsNothing() throws IOException {
        FakeModel large = new FakeModel("large", 101);
        start(List.of(first, large), 100, PATIENCE, 100);

        assertThat(ask("large")).isInstanceOf(Admission.ModelRefused.class);

        assertThat(states()).containsExactly(State.LOADED, State.FAILED);
    }

    @Test
    void firstIsLoadedEvenWhenItIsTooLarge() throws IOException {
        start(10);

        assertThat(ask("a")).isEqualTo(answerOf("a"));
        assertThat(ask("bb")).isEqualTo(answerOf("bb"));
        assertThat(states()).containsExactly(State.UNLOADED, State.LOADED, State.UNLOADED);
        assertThat(ask("a")).isEqualTo(answerOf("a"));
    }

    @Test
    void requestsThatComeWhileItIsLoadedWaitAndItIsLoadedOnce() throws Exception {
        start(100);
        CountDownLatch loading = second.holdLoading();
        List<CompletableFuture<Admission>> asked = IntStream.range(0, 20)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> ask("bb"), callers))
                .toList();
        await().atMost(PATIENCE).until(() -> states().get(1) == State.LOADING);

        assertThat(ask("a")).as("others are answered meanwhile").isEqualTo(answerOf("a"));
        loading.countDown();

        for (CompletableFuture<Admission> one : asked) {
            assertThat(one.get()).isEqualTo(answerOf("bb"));
        }
        assertThat(second.loads).hasValue(1);
    }

    @Test
    void requestDoesNotWaitForLoadingLongerThanAllowed() throws IOException {
        start(List.of(first, second), 100, Duration.ofMillis(1), 100);
        CountDownLatch loading = second.holdLoading();

        assertThat(ask("bb")).isInstanceOf(Admission.ModelUnavailable.class);

        loading.countDown();
        await().atMost(PATIENCE).until(() -> states().get(1) == State.LOADED);
        assertThat(ask("bb")).isEqualTo(answerOf("bb"));
    }

    @Test
    void onlySoManyWaitForAModel() throws Exception {
        start(List.of(first, second), 100, PATIENCE, 2);
        CountDownLatch loading = second.holdLoading();
        List<CompletableFuture<Admission>> asked = IntStream.range(0, 3)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> ask("bb"), callers))
                .toList();

        await().atMost(PATIENCE).until(() -> asked.stream().anyMatch(CompletableFuture::isDone));
        loading.countDown();

        assertThat(asked.stream().map(CompletableFuture::join).filter(answerOf("bb")::equals))
                .hasSize(2);
    }

    @Test
    void fileThatIsRefusedFailsItsRequestsOnlyAndIsNotReadAgain() throws IOException {
        start(100);
        second.refuse(new ModelFileException(Flaw.MISSING_TENSOR, "no heart"));

        assertThat(ask("bb"))
                .isInstanceOfSatisfying(
                        Admission.ModelRefused.class,
                        refused -> assertThat(refused.reason()).contains("bb").contains("no heart"));

        second.refuse(null);
        assertThat(ask("bb")).isInstanceOf(Admission.ModelRefused.class);
        assertThat(ask("a")).isEqualTo(answerOf("a"));
        assertThat(states()).containsExactly(State.LOADED, State.FAILED, State.UNLOADED);
    }

    @Test
    void loadingThatFailsOtherwiseIsTriedAgain() throws IOException {
        start(100);
        second.refuse(new IllegalStateException("the disk was away: /secret/path"));

        assertThat(ask("bb"))
                .isInstanceOfSatisfying(
                        Admission.ModelUnavailable.class,
                        refused -> assertThat(refused.reason()).doesNotContain("secret"));

        second.refuse(null);
        assertThat(ask("bb")).isEqualTo(answerOf("bb"));
    }

    @Test
    void firstThatIsRefusedEndsTheStart() {
        first.refuse(new ModelFileException(Flaw.MISSING_TENSOR, "no heart"));

        assertThatExceptionOfType(ModelFileException.class).isThrownBy(() -> start(100));
    }

    @Test
    void deathOfOneEngineIsTold() throws IOException {
        start(100);
        ask("bb");
        assertThat(pool().isAlive()).isTrue();

        second.die();

        assertThat(pool().isAlive()).isFalse();
    }

    @Test
    void closingWaitsForWhatIsBeingLoadedAndAdmittedAndLeavesNothing() throws Exception {
        start(100);
        CountDownLatch loading = second.holdLoading();
        CountDownLatch admission = first.holdAdmission();
        CompletableFuture<Admission> toBeLoaded = CompletableFuture.supplyAsync(() -> ask("bb"), callers);
        CompletableFuture<Admission> toBeAdmitted = CompletableFuture.supplyAsync(() -> ask("a"), callers);
        await().atMost(PATIENCE).until(() -> states().get(1) == State.LOADING);
        CompletableFuture<Admission> queued = CompletableFuture.supplyAsync(() -> ask("ccc"), callers);
        await().atMost(PATIENCE).until(() -> states().get(2) == State.LOADING);

        await().atMost(PATIENCE).untilAtomic(first.asked, equalTo(1));
        Thread closing = Thread.ofPlatform().start(pool()::close);
        await().atMost(PATIENCE).until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        loading.countDown();
        assertThat(toBeLoaded.get()).isInstanceOf(Admission.ModelUnavailable.class);
        assertThat(queued.get()).isInstanceOf(Admission.ModelUnavailable.class);
        assertThat(first.closes).hasValue(0);
        admission.countDown();

        assertThat(toBeAdmitted.get()).isEqualTo(answerOf("a"));
        closing.join();
        assertThat(second.closes).hasValue(1);
        assertThat(third.loads).hasValue(0);
    }

    @Test
    void closingTwiceIsHarmless() throws IOException {
        start(100);

        pool().close();
        pool().close();

        assertThat(first.closes).hasValue(1);
        assertThat(ask("a")).isInstanceOf(Admission.ModelUnavailable.class);
    }

    @Test
    void manyRequestsThatRaceWithUnloadingAreAllAnswered() throws Exception {
        start(40);
        List<CompletableFuture<Boolean>> asked = IntStream.range(0, 16)
                .mapToObj(caller -> CompletableFuture.supplyAsync(() -> askOften(caller), callers))
                .toList();

        for (CompletableFuture<Boolean> one : asked) {
            assertThat(one.get()).isTrue();
        }
        assertThat(List.of(first, second, third).stream().filter(FakeModel::isLoaded))
                .hasSize(1);
        assertThat(first.loads.get()).as("there was a race").isGreaterThan(1);
    }

    /** An answer of a closed model would fail; one that finds no room is asked again. */
    private boolean askOften(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String id = List.of("a", "bb", "ccc").get(random.nextInt(3));
            Admission answer = ask(id);
            while (answer instanceof Admission.ModelUnavailable
                    && !Thread.currentThread().isInterrupted()) {
                Thread.yield();
                answer = ask(id);
            }
            if (!answer.equals(answerOf(id))) {
                return false;
            }
        }
        return true;
    }

    private void start(long budget) throws IOException {
        start(List.of(first, second, third), budget, PATIENCE, 100);
    }

    private void start(List<ModelSource> sources, long budget, Duration loadTimeout, int maxUsers) throws IOException {
        ModelPool pool = ModelPool.start(sources, budget, loadTimeout, maxUsers);
        started.add(pool);
        awaitFirst(pool);
    }

    private static void awaitFirst(ModelPool pool) throws IOException {
        try {
            pool.awaitFirst();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private ModelPool pool() {
        return started.getFirst();
    }

    private Admission ask(String id) {
        return pool().submit(id, REQUEST);
    }

    private static Admission answerOf(String id) {
        return new Admission.QueueFull(Duration.ofSeconds(id.length()));
    }

    private List<State> states() {
        return pool().models().stream().map(ModelDescription::state).toList();
    }
}
