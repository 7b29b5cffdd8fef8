package dev.gaia.auth.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class RequestOriginTests {

    @AfterEach
    void leaveTheRequest() {
        RequestContextHolder.resetRequestAttributes();
    }

    @Test
    void theGatewaySaysWhereARequestComesFrom() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("X-Gaia-Client-Address", "198.51.100.23");
        RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));

        assertThat(RequestOrigin.current().orElseThrow().network().subscriber()).isEqualTo("198.51.100.23");
    }

    @Test
    void outsideOfARequestThereIsNone() {
        assertThat(RequestOrigin.current()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.23, 198.51.100.23, 198.51.100.0/24",
        "2001:db8:1:2:3:4:5:6, 2001:0db8:0001:0002::/64, 2001:0db8:0001::/48",
        "gaia.example.org, unknown, unknown",
        "'', unknown, unknown",
    })
    void networksAreCutToWhatTheyAreFor(String address, String subscriber, String coarse) {
        assertThat(Network.of(address).subscriber()).isEqualTo(subscriber);
        assertThat(Network.of(address).coarse()).isEqualTo(coarse);
    }

    @ParameterizedTest
    @CsvSource({
        "Mozilla/5.0 (X11; Linux x86_64; Quest 3) AppleWebKit/537.36 OculusBrowser/33.0 Chrome/124 Safari/537.36,"
                + " Meta Quest Browser on Meta Quest",
        "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0, Firefox on Windows",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1, Safari on iPhone",
        "UnityPlayer/2022.3.10f1 (UnityWebRequest/1.0), Unity",
        "curl/8.5.0, curl",
        "'<script>alert(1)</script>', Unknown device",
        ", Unknown device",
    })
    void devicesAreNamedForPeople(String userAgent, String device) {
        assertThat(Device.describe(userAgent)).isEqualTo(device);
    }
}
