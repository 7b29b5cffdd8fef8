package dev.gaia.common.problem;

import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.util.ClassUtils;

/** Tells a database that does not answer from a mistake of ours. Only services with a database have its classes. */
final class DatabaseAway {

    private static final boolean HAS_DATABASE = ClassUtils.isPresent(
            "org.springframework.transaction.TransactionException", DatabaseAway.class.getClassLoader());

    private DatabaseAway() {}

    static boolean isMeantBy(Throwable failure) {
        return HAS_DATABASE && Failures.include(failure);
    }

    /** Loaded only where the classes are. */
    private static final class Failures {

        static boolean include(Throwable failure) {
            return failure instanceof DataAccessResourceFailureException
                    || failure instanceof RecoverableDataAccessException
                    || failure instanceof TransientDataAccessResourceException
                    || failure instanceof CannotCreateTransactionException
                    || failure instanceof TransactionSystemException;
        }
    }
}
