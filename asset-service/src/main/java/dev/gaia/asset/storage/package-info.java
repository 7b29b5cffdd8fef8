/** Where the bytes of assets lie: an S3 bucket, addressed by content. */
@NullMarked
package dev.gaia.asset.storage;

import org.jspecify.annotations.NullMarked;
