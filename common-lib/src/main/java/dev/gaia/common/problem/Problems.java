package dev.gaia.common.problem;

import dev.gaia.common.correlation.CorrelationId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.MethodParameter;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.validation.BindException;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.server.ServerWebInputException;

/** Turns whatever a request handler threw into a problem that is safe to show. */
final class Problems {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    private static final HttpHeaders RETRY_SOON = retrySoon();

    private Problems() {}

    private static HttpHeaders retrySoon() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, "2");
        return HttpHeaders.readOnlyHttpHeaders(headers);
    }

    /** A problem and the headers (such as {@code Allow} or {@code Retry-After}) that belong to it. */
    record Answer(ProblemDetail problem, HttpHeaders headers) {}

    static Answer from(Throwable failure) {
        Answer answer = translate(failure);
        String correlationId = CorrelationId.current();
        if (correlationId != null) {
            answer.problem().setProperty("correlationId", correlationId);
        }
        return answer;
    }

    private static Answer translate(Throwable failure) {
        return switch (failure) {
            case WebExchangeBindException invalid -> new Answer(invalid(invalid), HttpHeaders.EMPTY);
            case MethodArgumentNotValidException invalid ->
                new Answer(invalid(invalid.getBindingResult().getFieldErrors()), HttpHeaders.EMPTY);
            case BindException invalid -> new Answer(invalid(invalid.getFieldErrors()), HttpHeaders.EMPTY);
            case HandlerMethodValidationException invalid -> new Answer(invalid(invalid), HttpHeaders.EMPTY);
            case MethodArgumentTypeMismatchException mismatch ->
                new Answer(notReadableAs(mismatch.getParameter()), HttpHeaders.EMPTY);
            case HttpMessageNotReadableException _ -> new Answer(malformed(), HttpHeaders.EMPTY);
            case ServerWebInputException input -> new Answer(input(input), HttpHeaders.EMPTY);
            case AuthenticationServiceException _ -> new Answer(keysAway(), RETRY_SOON);
            case ErrorResponse response
            when isUnknownPath(response) ->
                new Answer(CommonProblem.NOT_FOUND.detail("There is nothing at this path."), response.getHeaders());
            case ErrorResponse response -> new Answer(response.getBody(), response.getHeaders());
            case RuntimeException away when DatabaseAway.isMeantBy(away) -> databaseAway(away);
            default -> unexpected(failure);
        };
    }

    private static ProblemDetail invalid(WebExchangeBindException invalid) {
        return invalid(invalid.getFieldErrors());
    }

    private static ProblemDetail invalid(List<FieldError> errors) {
        return invalid(errors.stream().map(Problems::sentence));
    }

    private static ProblemDetail invalid(HandlerMethodValidationException invalid) {
        return invalid(invalid.getParameterValidationResults().stream().flatMap(Problems::sentences));
    }

    private static ProblemDetail invalid(Stream<String> sentences) {
        return CommonProblem.INVALID_REQUEST.detail(sentences.sorted().collect(Collectors.joining("; ")));
    }

    private static Stream<String> sentences(ParameterValidationResult result) {
        String parameter = result.getMethodParameter().getParameterName();
        return result.getResolvableErrors().stream()
                .map(error -> error instanceof FieldError field
                        ? sentence(field)
                        : parameter + " " + error.getDefaultMessage());
    }

    private static String sentence(FieldError error) {
        return error.getField() + " " + error.getDefaultMessage();
    }

    private static ProblemDetail input(ServerWebInputException input) {
        if (input.getMethodParameter() != null
                && NestedExceptionUtils.getMostSpecificCause(input) instanceof IllegalArgumentException) {
            return notReadableAs(input.getMethodParameter());
        }
        HttpStatusCode status = input.getStatusCode();
        return status.value() == 400 ? malformed() : input.getBody();
    }

    /** An id that cannot exist names nothing, so it is answered like any other unknown id. */
    private static ProblemDetail notReadableAs(MethodParameter parameter) {
        return parameter.hasParameterAnnotation(PathVariable.class)
                ? CommonProblem.NOT_FOUND.detail("There is nothing with this " + parameter.getParameterName() + ".")
                : CommonProblem.INVALID_REQUEST.detail(parameter.getParameterName() + " cannot be read.");
    }

    /** Whoever publishes the keys is away and none are known yet, so that nobody can say whether the token is good. */
    private static ProblemDetail keysAway() {
        return CommonProblem.UNAVAILABLE.detail("Access tokens cannot be checked right now. Try again in 2 s.");
    }

    /** Spring's own 404, which names no type and speaks of static resources. */
    private static boolean isUnknownPath(ErrorResponse response) {
        return response.getStatusCode().value() == 404 && response.getBody().getType() == null;
    }

    private static Answer databaseAway(RuntimeException away) {
        log.error(
                "The database does not answer: {}",
                NestedExceptionUtils.getMostSpecificCause(away).toString());
        return new Answer(
                CommonProblem.UNAVAILABLE.detail("The data cannot be reached right now. Try again in 2 s."),
                RETRY_SOON);
    }

    private static ProblemDetail malformed() {
        return CommonProblem.MALFORMED_BODY.detail("The body is not the JSON that this address takes.");
    }

    private static Answer unexpected(Throwable failure) {
        log.error("Unexpected failure", failure);
        return new Answer(CommonProblem.INTERNAL.detail("Something went wrong; it was logged."), HttpHeaders.EMPTY);
    }
}
