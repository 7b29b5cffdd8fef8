package dev.gaia.auth.erasure;

import dev.gaia.auth.account.Account;
import dev.gaia.auth.account.Accounts;
import dev.gaia.auth.apikey.ApiKeys;
import dev.gaia.auth.audit.AuditKind;
import dev.gaia.auth.audit.AuditLog;
import dev.gaia.auth.session.SignIns;
import dev.gaia.common.problem.CommonProblem;
import java.io.IOException;
import java.time.InstantSource;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Collects all that Gaia has of an account. */
@Component
class Export {

    private static final Logger log = LoggerFactory.getLogger(Export.class);

    private final Accounts accounts;
    private final SignIns signIns;
    private final ApiKeys keys;
    private final AuditLog audit;
    private final OtherServices services;
    private final JsonMapper json;
    private final InstantSource clock;

    Export(
            Accounts accounts,
            SignIns signIns,
            ApiKeys keys,
            AuditLog audit,
            OtherServices services,
            JsonMapper json,
            InstantSource clock) {
        this.accounts = accounts;
        this.signIns = signIns;
        this.keys = keys;
        this.audit = audit;
        this.services = services;
        this.json = json;
        this.clock = clock;
    }

    /** @throws org.springframework.web.ErrorResponseException when a service is away: half an export is none */
    ObjectNode of(UUID id) {
        Account account = accounts.find(id)
                .orElseThrow(() -> CommonProblem.NOT_FOUND.exception("There is no such account any more."));
        ObjectNode export = json.createObjectNode();
        export.put("exported_at", clock.instant().toString());
        export.set("account", json.valueToTree(account));
        export.set("sessions", json.valueToTree(signIns.of(id)));
        export.set("api_keys", json.valueToTree(keys.of(id)));
        export.set("security_events", json.valueToTree(audit.eventsOf(id)));
        new TreeSet<>(services.names()).forEach(service -> export.set(service, json.readTree(ask(service, id))));
        audit.record(AuditKind.DATA_EXPORTED, id);
        return export;
    }

    private String ask(String service, UUID account) {
        try {
            return services.export(service, account);
        } catch (IOException away) {
            log.warn("An export is not possible: {}", away.toString());
            throw CommonProblem.UNAVAILABLE.exception(
                    "Not all services answer right now, and half an export would be none. Try again in a moment.");
        }
    }
}
