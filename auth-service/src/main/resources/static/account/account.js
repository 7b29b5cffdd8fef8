// The secret stands behind the #, which browsers send to nobody; it goes out in a body only when the owner presses the
// button, so that mail scanners that open links do not use it up.
const secret = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

const confirmForm = document.getElementById("confirm");
const resetForm = document.getElementById("reset");

confirmForm?.addEventListener("submit", event => send(event, confirmForm, "/api/v1/auth/confirm", { token: secret },
    "Your address is confirmed. You can close this page."));
resetForm?.addEventListener("submit", event => send(event, resetForm, "/api/v2/account/password-reset/confirm",
    { token: secret, new_password: document.getElementById("password").value },
    "Your password is changed. Sign in with it."));

async function send(event, form, path, body, success) {
    event.preventDefault();
    const outcome = document.getElementById("outcome");
    const button = form.querySelector("button");
    button.disabled = true;
    try {
        const answer = await fetch(path, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(body),
        });
        if (answer.ok) {
            form.hidden = true;
            outcome.textContent = success;
            return;
        }
        outcome.textContent = (await answer.json()).detail;
    } catch {
        outcome.textContent = "Gaia could not be reached. Try again.";
    }
    button.disabled = false;
}
