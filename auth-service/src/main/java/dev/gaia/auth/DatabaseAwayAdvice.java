package dev.gaia.auth;

import dev.gaia.common.problem.CommonProblem;
import dev.gaia.common.problem.ErrorShape;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** Without the database nobody can be known: the client may come back in a moment. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class DatabaseAwayAdvice {

    private static final String RETRY_AFTER_SECONDS = "2";

    private static final Logger log = LoggerFactory.getLogger(DatabaseAwayAdvice.class);

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<Map<String, @Nullable Object>> answer(Exception away, HttpServletRequest request) {
        log.error("The database does not answer", away);
        ErrorShape shape = ErrorShape.forPath(request.getRequestURI());
        return ResponseEntity.status(CommonProblem.UNAVAILABLE.status())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .contentType(shape.contentType())
                .body(shape.body(CommonProblem.UNAVAILABLE.detail("Accounts cannot be reached; try again soon.")));
    }
}
