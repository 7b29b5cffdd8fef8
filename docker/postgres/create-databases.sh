#!/bin/bash
# Three databases with three owners, none of whom may even connect to another's. Run once, on an empty volume.
set -euo pipefail

create() {
    psql -v ON_ERROR_STOP=1 --username postgres -v name="$1" -v password="$2" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE CONNECT, TEMPORARY ON DATABASE :"name" FROM PUBLIC;
SQL
}

create gaia_auth "$AUTH_DB_PASSWORD"
create gaia_chat "$CHAT_DB_PASSWORD"
create gaia_asset "$ASSET_DB_PASSWORD"
psql -v ON_ERROR_STOP=1 --username postgres -c 'REVOKE CONNECT ON DATABASE postgres FROM PUBLIC'
