// Passkeys: the server puts its options into the form, the browser's answer goes back in its hidden field.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");
const listed = (credentials) => (credentials || []).map((item) => ({ ...item, id: bytes(item.id) }));

async function create(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  return {
    ...described(made),
    response: {
      clientDataJSON: text(made.response.clientDataJSON),
      attestationObject: text(made.response.attestationObject),
      transports: made.response.getTransports?.() ?? [],
    },
  };
}

async function get(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  };
  const found = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  return {
    ...described(found),
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

const described = (credential) => ({
  id: credential.id,
  rawId: text(credential.rawId),
  type: credential.type,
  extensions: JSON.stringify(credential.getClientExtensionResults()),
});

const deeds = { create, get };
const form = document.querySelector("form[data-passkey]");

async function use() {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.hidden = true;
  try {
    const answer = await deeds[form.dataset.passkey](JSON.parse(form.dataset.options));
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    console.warn("passkey:", error);
    failed.hidden = false;
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    use();
  });
  use();
}
