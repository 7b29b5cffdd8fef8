/** The neural network: weight files, the forward pass and every tensor; the only package that touches DJL's PyTorch. */
@NullMarked
package dev.gaia.chat.engine.model;

import org.jspecify.annotations.NullMarked;
