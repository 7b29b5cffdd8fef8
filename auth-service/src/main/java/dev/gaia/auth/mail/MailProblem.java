package dev.gaia.auth.mail;

import dev.gaia.common.problem.ProblemType;
import org.springframework.http.HttpStatus;

/** What can be wrong with sending a letter. */
enum MailProblem implements ProblemType {
    MAIL_NOT_CONFIGURED("mail-not-configured", "No mail can be sent", HttpStatus.SERVICE_UNAVAILABLE);

    private final String slug;
    private final String title;
    private final HttpStatus status;

    MailProblem(String slug, String title, HttpStatus status) {
        this.slug = slug;
        this.title = title;
        this.status = status;
    }

    @Override
    public String slug() {
        return slug;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public HttpStatus status() {
        return status;
    }
}
