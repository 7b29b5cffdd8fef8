package dev.gaia.auth.account;

import dev.gaia.auth.account.MailedToken.Purpose;
import dev.gaia.auth.mail.Mail;
import dev.gaia.auth.mail.Post;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The letters that account owners get. */
@Component
class Letters {

    private final Post post;
    private final MailedTokens tokens;

    Letters(Post post, MailedTokens tokens) {
        this.post = post;
        this.tokens = tokens;
    }

    void askToConfirm(Account account) {
        post.write(() -> withToken(
                account,
                Purpose.CONFIRM_EMAIL,
                account.email(),
                "Confirm your e-mail address",
                """
                Welcome to Gaia. Open this to confirm that the address is yours:

                %s

                The link is good for a day. If you did not register, ignore this letter.""",
                "/account/confirm.html"));
    }

    void askToConfirmNew(Account account, Email email) {
        post.write(() -> withToken(
                account,
                Purpose.CHANGE_EMAIL,
                email.value(),
                "Confirm your new e-mail address",
                """
                Open this to use this address for your Gaia account from now on:

                %s

                The link is good for an hour. If you did not ask for it, ignore this letter.""",
                "/account/confirm.html"));
    }

    void offerReset(Account account) {
        post.write(() -> withToken(
                account, Purpose.RESET_PASSWORD, account.email(), "Reset your password", """
                Open this to choose a new password for your Gaia account:

                %s

                The link is good for half an hour. If you did not ask for it, ignore this letter: your password \
                is unchanged.""", "/account/reset.html"));
    }

    void tellRegistered(Account account) {
        tell(account.email(), "You have an account already", """
                Somebody, perhaps you, tried to register this address with Gaia. It has an account: sign in, or reset \
                the password if you have forgotten it.""");
    }

    void tellPasswordChanged(Account account) {
        tell(account.email(), "Your password was changed", """
                The password of your Gaia account was changed, and other devices were signed out. If this was not \
                you, reset the password now.""");
    }

    void tellDeleted(Account account) {
        tell(account.email(), "Your account is deleted", """
                Your Gaia account and everything that it had is deleted, as you asked. This is the last letter.""");
    }

    /** To the old address, whose owner may be the one who is robbed. */
    void tellEmailChanges(Account account) {
        tell(account.email(), "Your e-mail address is about to change", """
                Somebody who knows your password asked to move your Gaia account to another address. If this was not \
                you, reset the password now.""");
    }

    private void tell(String email, String subject, String text) {
        post.send(new Mail(email, subject, text));
    }

    private Optional<Mail> withToken(
            Account account, Purpose purpose, String email, String subject, String text, String page) {
        return tokens.issue(account.id(), purpose, email)
                .map(token -> new Mail(email, subject, text.formatted(post.link(page, token))));
    }
}
