package dev.gaia.asset.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gaia.asset.Answer;
import dev.gaia.asset.AssetClient;
import dev.gaia.asset.AssetServer;
import org.junit.jupiter.api.Test;

class AccountDataHttpTests {

    private final AssetServer server = AssetServer.shared();
    private final AssetClient owner = server.client();
    private final String data = "/internal/accounts/" + owner.account();

    @Test
    void allThatAnAccountHasIsHandedOut() {
        String asset = owner.generate("old red brick wall", 64, 30_000).text("/asset_id");

        Answer export = as("gaia-asset", "internal:export", "GET");

        assertThat(export.status()).isEqualTo(200);
        assertThat(export.text("/assets/0/asset_id")).isEqualTo(asset);
        assertThat(AssetClient.download(export.text("/assets/0/asset_data/download_url"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(export.text("/jobs/0/description")).isEqualTo("old red brick wall");
    }

    @Test
    void assetsObjectsAndJobsGo() {
        String address = owner.generate("wet black slate", 64, 30_000).text("/asset_data/download_url");

        assertThat(as("gaia-asset", "internal:erase", "DELETE").status()).isEqualTo(204);
        assertThat(as("gaia-asset", "internal:erase", "DELETE").status()).isEqualTo(204);

        assertThat(AssetClient.download(address).statusCode()).isEqualTo(404);
        assertThat(as("gaia-asset", "internal:export", "GET").response().body())
                .isEqualTo("{\"jobs\":[],\"assets\":[]}");
    }

    @Test
    void anObjectThatAnotherAccountHasToStays() {
        Answer mine = owner.generate("green moss on stone", 64, 30_000);
        AssetClient other = owner.somebodyElse();
        server.database()
                .sql("""
                        WITH job AS (INSERT INTO job (id, owner_id, category, style, description, size, seed, state,
                            not_before, created_at, updated_at)
                            SELECT gen_random_uuid(), :other, category, style, description, size, seed, state, not_before,
                                created_at, updated_at FROM job WHERE owner_id = :owner RETURNING id)
                        INSERT INTO asset SELECT gen_random_uuid(), :other, job.id, category, style, description, sha256,
                            bytes, content_type, size, engine, material, seed, created_at FROM asset, job
                        WHERE owner_id = :owner""")
                .param("other", other.account())
                .param("owner", owner.account())
                .update();

        as("gaia-asset", "internal:erase", "DELETE");

        assertThat(AssetClient.download(mine.text("/asset_data/download_url")).statusCode())
                .isEqualTo(200);
        assertThat(other.get("/api/v1/assets").json().at("/assets")).hasSize(1);
    }

    @Test
    void onlyAuthServiceMayAndWithEachTokenOnlyOneOfBoth() {
        owner.generate("old red brick wall", 64, 30_000);

        assertThat(owner.send("DELETE", data, "", null).status()).isEqualTo(401);
        assertThat(owner.delete(data).status()).isEqualTo(401);
        assertThat(as("gaia-chat", "internal:erase", "DELETE").status()).isEqualTo(401);
        assertThat(as("gaia-asset", "internal:export", "DELETE").status()).isEqualTo(403);
        assertThat(as("gaia-asset", "internal:erase", "GET").status()).isEqualTo(403);
        assertThat(as("gaia-asset", "internal:export", "GET").json().at("/assets"))
                .hasSize(1);
    }

    private Answer as(String audience, String scope, String method) {
        return owner.send(method, data, "", AssetClient.TOKENS.serviceToken(audience, scope));
    }
}
