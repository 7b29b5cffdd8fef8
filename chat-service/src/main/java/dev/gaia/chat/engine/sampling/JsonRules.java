package dev.gaia.chat.engine.sampling;

/**
 * The rules of JSON. White space is bounded, since a model can otherwise write it for ever, and numbers are so long at most
 * that a double or a long holds them.
 */
final class JsonRules {

    private static final String DIGITS = "0123456789";
    private static final int INDENTATION = 20;

    private final GrammarBuilder grammar;
    private final State space;
    private final State string;
    private final State number;
    private final State integer;
    private final State value;
    private final State object;

    JsonRules(boolean[] writable) {
        grammar = new GrammarBuilder(writable);
        space = space();
        string = string();
        number = number();
        integer = integer();
        value = grammar.state();
        object = grammar.state();
        value(value);
        grammar.computeHeights();
    }

    /** Nothing, a blank, or a new line and its indentation. */
    State whitespace() {
        return space;
    }

    State text() {
        return string;
    }

    State decimal() {
        return number;
    }

    State whole() {
        return integer;
    }

    State anyValue() {
        return value;
    }

    State anyObject() {
        return object;
    }

    private State space() {
        State start = grammar.end();
        State end = grammar.end();
        grammar.anyOf(start, " ", end);
        State indented = grammar.end();
        grammar.anyOf(start, "\n", indented);
        for (int i = 0; i < INDENTATION; i++) {
            State next = grammar.end();
            grammar.anyOf(indented, " \t", next);
            indented = next;
        }
        return start;
    }

    private State string() {
        State start = grammar.state();
        State body = grammar.after(start, "\"");
        grammar.anyOf(body, "\"", grammar.end());
        grammar.bytes(body, 0x20, 0x21, body);
        grammar.bytes(body, 0x23, 0x5B, body);
        grammar.bytes(body, 0x5D, 0x7F, body);
        escapes(body);
        characters(body);
        return start;
    }

    /** Surrogates come in pairs only. */
    private void escapes(State body) {
        State escape = grammar.after(body, "\\");
        grammar.anyOf(escape, "\"\\/bfnrt", body);
        State unicode = grammar.after(escape, "u");
        State two = hexadecimal(body, 2);
        State three = grammar.state();
        hexadecimal(three, two);
        grammar.anyOf(unicode, "0123456789abcefABCEF", three);
        State highest = grammar.after(unicode, "dD");
        grammar.anyOf(highest, "01234567", two);
        State low = grammar.state();
        State high = hexadecimal(low, 2);
        grammar.anyOf(highest, "89abAB", high);
        State second = grammar.after(grammar.after(grammar.after(low, "\\"), "u"), "dD");
        grammar.anyOf(second, "cdefCDEF", two);
    }

    /** From where so many hexadecimal digits lead on. */
    private State hexadecimal(State to, int digits) {
        State next = to;
        for (int i = 0; i < digits; i++) {
            State before = grammar.state();
            hexadecimal(before, next);
            next = before;
        }
        return next;
    }

    private void hexadecimal(State from, State to) {
        grammar.anyOf(from, DIGITS + "abcdefABCDEF", to);
    }

    /** Sound UTF-8 of more than one byte: no overlong forms, no surrogates, nothing beyond U+10FFFF. */
    private void characters(State body) {
        State one = grammar.state();
        grammar.bytes(one, 0x80, 0xBF, body);
        State two = grammar.state();
        grammar.bytes(two, 0x80, 0xBF, one);
        State three = grammar.state();
        grammar.bytes(three, 0x80, 0xBF, two);
        grammar.bytes(body, 0xC2, 0xDF, one);
        lead(body, 0xE0, 0xA0, 0xBF, one);
        grammar.bytes(body, 0xE1, 0xEC, two);
        lead(body, 0xED, 0x80, 0x9F, one);
        grammar.bytes(body, 0xEE, 0xEF, two);
        lead(body, 0xF0, 0x90, 0xBF, two);
        grammar.bytes(body, 0xF1, 0xF3, three);
        lead(body, 0xF4, 0x80, 0x8F, two);
    }

    private void lead(State from, int lead, int low, int high, State to) {
        State second = grammar.state();
        grammar.bytes(from, lead, lead, second);
        grammar.bytes(second, low, high, to);
    }

    private State integer() {
        State start = grammar.state();
        wholePart(start, 18);
        return start;
    }

    private State number() {
        State start = grammar.state();
        State end = grammar.end();
        State exponent = grammar.state();
        State exponentDigits = grammar.state();
        grammar.anyOf(exponent, "+-", exponentDigits);
        exponent.silently(exponentDigits);
        digits(exponentDigits, 2, end);
        State fraction = grammar.state();
        State afterFraction = grammar.state();
        digits(fraction, 16, afterFraction);
        afterFraction.silently(end);
        grammar.anyOf(afterFraction, "eE", exponent);
        State afterWhole = wholePart(start, 16);
        grammar.anyOf(afterWhole, ".", fraction);
        grammar.anyOf(afterWhole, "eE", exponent);
        return start;
    }

    /** Leads to the place after it, where the rule may end. */
    private State wholePart(State start, int length) {
        State after = grammar.end();
        State unsigned = grammar.state();
        grammar.anyOf(start, "-", unsigned);
        start.silently(unsigned);
        grammar.anyOf(unsigned, "0", after);
        State more = grammar.after(unsigned, "123456789");
        more.silently(after);
        for (int i = 1; i < length; i++) {
            more = grammar.after(more, DIGITS);
            more.silently(after);
        }
        return after;
    }

    /** One digit at least. */
    private void digits(State from, int most, State to) {
        State at = from;
        for (int i = 0; i < most; i++) {
            at = grammar.after(at, DIGITS);
            at.silently(to);
        }
    }

    private void value(State start) {
        State end = grammar.end();
        grammar.literals(start, java.util.List.of("true", "false", "null"), end);
        start.call(string, end);
        start.call(number, end);
        start.call(object, end);
        State array = grammar.state();
        start.call(array, end);
        members(object, "{", "}", true);
        members(array, "[", "]", false);
    }

    private void members(State start, String open, String close, boolean named) {
        State inside = grammar.after(start, open);
        State first = grammar.state();
        inside.call(space, first);
        State end = grammar.end();
        grammar.anyOf(first, close, end);
        State member = grammar.state();
        first.silently(member);
        State after = grammar.state();
        if (named) {
            State name = grammar.state();
            member.call(string, name);
            State colon = grammar.after(name, ":");
            State content = grammar.state();
            colon.call(space, content);
            content.call(value, after);
        } else {
            member.call(value, after);
        }
        grammar.after(after, ",").call(space, member);
        State last = grammar.state();
        after.call(space, last);
        grammar.anyOf(last, close, end);
    }
}
