/** How much one caller may ask for: requests, tokens, and answers at once, by account, API key and address. */
@NullMarked
package dev.gaia.gateway.limit;

import org.jspecify.annotations.NullMarked;
