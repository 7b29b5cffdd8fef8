package dev.gaia.auth.oauth;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The pages that nobody has filled in yet; what is sent from them goes to Spring Security's filters. */
@RestController
class PageController {

    private static final OAuth2TokenType STATE = new OAuth2TokenType(OAuth2ParameterNames.STATE);

    private static final Map<String, String> MEANINGS = Map.of(
            "openid", "Know that it is you",
            "profile", "Know that it is you",
            "email", "See your e-mail address",
            "chat", "Chat for you, and read your conversations",
            "assets", "Make assets for you, and see yours",
            "account", "Manage your account and its keys",
            "admin", "Do what you may do as an admin");

    private final SignInPage signIn;
    private final Pages pages;
    private final Clients clients;
    private final OAuth2AuthorizationService authorizations;

    PageController(SignInPage signIn, Pages pages, Clients clients, HashedAuthorizations authorizations) {
        this.signIn = signIn;
        this.pages = pages;
        this.clients = clients;
        this.authorizations = authorizations;
    }

    @GetMapping("/login")
    void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        signIn.show(request, response);
    }

    @GetMapping("/login/style.css")
    ResponseEntity<Resource> style() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.maxAge(Duration.ofHours(1)).cachePublic())
                .contentType(MediaType.valueOf("text/css;charset=UTF-8"))
                .body(new ClassPathResource("pages/style.css"));
    }

    /** With a code, Spring Authorization Server answers. */
    @GetMapping("/activate")
    void activate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        pages.show("activate", HttpStatus.OK, Map.of("complaint", ""), request, response);
    }

    /** What is asked for is read from what was stored, not from the address, which could say less. */
    @GetMapping("/oauth2/consent")
    void consent(
            @RequestParam(OAuth2ParameterNames.STATE) String state,
            @RequestParam(name = OAuth2ParameterNames.USER_CODE, defaultValue = "") String userCode,
            Principal principal,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        OAuth2Authorization asked = authorizations.findByToken(state, STATE);
        RegisteredClient client = asked == null ? null : clients.findById(asked.getRegisteredClientId());
        if (asked == null || client == null || !asked.getPrincipalName().equals(principal.getName())) {
            pages.show(
                    "message",
                    HttpStatus.BAD_REQUEST,
                    Map.of("title", "This question is over", "text", "Begin again in the app or on your device."),
                    request,
                    response);
            return;
        }
        List<Scope> scopes = scopes(asked);
        pages.show(
                "consent",
                HttpStatus.OK,
                Map.of(
                        "client",
                        client.getClientName(),
                        "clientId",
                        client.getClientId(),
                        "state",
                        state,
                        "userCode",
                        userCode,
                        "action",
                        userCode.isEmpty() ? "/oauth2/authorize" : "/activate",
                        "scopes",
                        scopes),
                request,
                response);
    }

    record Scope(String name, String meaning) {}

    private static List<Scope> scopes(OAuth2Authorization asked) {
        return RequestedScopes.of(asked).stream()
                .sorted()
                .map(name -> new Scope(name, MEANINGS.getOrDefault(name, name)))
                .toList();
    }

    /** The address of the page for codes with the code in it, for the phone's camera. */
    @GetMapping(path = "/activate/qr.svg")
    ResponseEntity<String> svg(
            @RequestParam(OAuth2ParameterNames.USER_CODE) String userCode, HttpServletRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.valueOf("image/svg+xml"))
                .body(picture(userCode, request).svg());
    }

    @GetMapping(path = "/activate/qr.png")
    ResponseEntity<byte[]> png(
            @RequestParam(OAuth2ParameterNames.USER_CODE) String userCode, HttpServletRequest request) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.IMAGE_PNG)
                .body(picture(userCode, request).png());
    }

    private static QrPicture picture(String userCode, HttpServletRequest request) {
        if (!userCode.matches("[A-Z]{4}-[A-Z]{4}")) {
            throw OAuthProblem.NO_USER_CODE.exception("user_code must be as the device got it, like BCDF-GHJK.");
        }
        String address = request.getRequestURL().toString().replaceFirst("/activate/.*", "/activate");
        return QrPicture.of(address + "?user_code=" + userCode);
    }
}
