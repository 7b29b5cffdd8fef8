package dev.gaia.common.revocation;

import dev.gaia.common.identity.CallerAuthentication;
import dev.gaia.common.problem.CommonProblem;
import dev.gaia.common.problem.StreamError;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Ends answers that are under way when the session of whoever asked ends: an event stream by an error event, after which
 * whoever makes the events is cancelled as if the client had gone. Other answers end too where the service wants that.
 */
final class RevocableAnswers implements WebFilter, Ordered {

    private static final String SAID = "The session has ended. Sign in again.";

    private final RevokedSessions sessions;
    private final RevocationMetrics metrics;
    private final boolean whole;

    /** @param whole whether answers that are no event streams are broken off as well */
    RevocableAnswers(RevokedSessions sessions, RevocationMetrics metrics, boolean whole) {
        this.sessions = sessions;
        this.metrics = metrics;
        this.whole = whole;
    }

    /** After Spring Security (-100), which says whose session it is; the gateway's pipeline names this place. */
    @Override
    public int getOrder() {
        return -70;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> context.getAuthentication())
                .ofType(CallerAuthentication.class)
                .map(caller -> caller.getPrincipal().sessionId())
                .map(session -> filter(exchange, chain, session))
                .defaultIfEmpty(Mono.defer(() -> chain.filter(exchange)))
                .flatMap(answer -> answer);
    }

    private Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain, UUID session) {
        RevocableResponse response = new RevocableResponse(exchange, session);
        Mono<Void> answer = chain.filter(exchange.mutate().response(response).build());
        return whole ? Mono.firstWithSignal(answer, brokenOff(response, session)) : answer;
    }

    private Mono<Void> brokenOff(RevocableResponse response, UUID session) {
        return ended(session)
                .then(Mono.defer(() -> response.isEventStream()
                        ? Mono.never()
                        : Mono.<Void>error(CommonProblem.UNAUTHENTICATED.exception(SAID))
                                .doOnSubscribe(_ -> metrics.streamEnded())));
    }

    private Mono<Void> ended(UUID session) {
        return Mono.create(sink -> {
            RevokedSessions.Watch watch = sessions.watch(session, sink::success);
            sink.onDispose(watch::stop);
        });
    }

    private final class RevocableResponse extends ServerHttpResponseDecorator {

        private final String path;
        private final UUID session;
        private final AtomicBoolean revoked = new AtomicBoolean();
        private volatile boolean insideEvent;

        RevocableResponse(ServerWebExchange exchange, UUID session) {
            super(exchange.getResponse());
            this.path = exchange.getRequest().getPath().pathWithinApplication().value();
            this.session = session;
        }

        boolean isEventStream() {
            MediaType type = getHeaders().getContentType();
            return type != null && type.isCompatibleWith(MediaType.TEXT_EVENT_STREAM);
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return isEventStream() ? super.writeAndFlushWith(untilRevoked(body)) : super.writeAndFlushWith(body);
        }

        private Flux<Publisher<? extends DataBuffer>> untilRevoked(
                Publisher<? extends Publisher<? extends DataBuffer>> body) {
            Mono<Void> end = ended(session).doOnSuccess(_ -> revoked.set(true));
            return Flux.<Publisher<? extends DataBuffer>>from(body)
                    .map(part -> Flux.from(part).doOnNext(this::look))
                    .cast(Publisher.class)
                    .<Publisher<? extends DataBuffer>>map(part -> part)
                    .takeUntilOther(end)
                    .concatWith(Flux.defer(() -> revoked.get() ? lastWords() : Flux.empty()));
        }

        /** Where the cut would be: pieces of a stream need not be whole events. */
        private void look(DataBuffer buffer) {
            int length = buffer.readableByteCount();
            if (length > 0) {
                insideEvent = buffer.getByte(buffer.readPosition() + length - 1) != '\n';
            }
        }

        private Flux<Publisher<? extends DataBuffer>> lastWords() {
            metrics.streamEnded();
            String event = StreamError.event(path, CommonProblem.UNAUTHENTICATED.detail(SAID));
            String text = insideEvent ? "\n\n" + event : event;
            ServerHttpResponse response = getDelegate();
            return Flux.just(Mono.just(response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
