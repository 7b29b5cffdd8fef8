/** OAuth 2.1 and OpenID Connect: how other programs, headsets among them, get tokens for somebody who signs in in a browser. */
@NullMarked
package dev.gaia.auth.oauth;

import org.jspecify.annotations.NullMarked;
