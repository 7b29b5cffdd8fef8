package dev.gaia.gateway.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientAddressTests {

    private static MockServerHttpRequest request() {
        return MockServerHttpRequest.get("/")
                .header("Fly-Client-IP", "198.51.100.7")
                .remoteAddress(new InetSocketAddress("172.16.0.1", 5000))
                .build();
    }

    @Test
    void onFlyItIsWhatItsProxySays() {
        assertThat(new ClientAddress("fra").of(request())).isEqualTo("198.51.100.7");
    }

    @Test
    void elsewhereItIsTheConnections() {
        assertThat(new ClientAddress("").of(request())).isEqualTo("172.16.0.1");
    }
}
