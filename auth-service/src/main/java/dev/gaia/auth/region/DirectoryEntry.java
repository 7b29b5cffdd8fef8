package dev.gaia.auth.region;

/**
 * What one region tells the others of one address.
 *
 * @param address its keyed hash in hexadecimal
 * @param present whether it has an account there
 * @param sequence where to go on reading
 */
record DirectoryEntry(String address, boolean present, long sequence) {}
