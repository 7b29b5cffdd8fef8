/** Real PostgreSQL, Redis and S3 for tests: containers where a Docker engine answers, embedded servers otherwise. */
@NullMarked
package dev.gaia.testing.data;

import org.jspecify.annotations.NullMarked;
