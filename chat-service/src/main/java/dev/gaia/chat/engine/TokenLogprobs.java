package dev.gaia.chat.engine;

import java.util.List;

/**
 * The token that was chosen at one place of an answer, and which were the likeliest there.
 *
 * @param likeliest likeliest first; the chosen one may be among them
 */
public record TokenLogprobs(TokenLogprob chosen, List<TokenLogprob> likeliest) {

    public TokenLogprobs {
        likeliest = List.copyOf(likeliest);
    }
}
