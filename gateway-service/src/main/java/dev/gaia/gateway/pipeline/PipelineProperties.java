package dev.gaia.gateway.pipeline;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits on every request.
 *
 * @param maxBody the largest body that is passed on
 */
@ConfigurationProperties("gateway.limits")
record PipelineProperties(@DefaultValue("2MB") DataSize maxBody) {}
