package dev.gaia.auth.mail;

/** Hands one letter over; fails when it could not. */
interface Mailer {

    void send(Mail mail) throws MailFailedException;
}
