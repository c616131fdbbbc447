/* Passkeys: begins a ceremony at our server, lets the browser answer, sends the answer back.

   A form with data-passkey="create|get", data-begin and data-complete shows itself only where the
   browser knows passkeys. */

"use strict";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

async function post(form, address, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
    },
    body: JSON.stringify(body),
    redirect: "error",
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

function withBytes(options) {
  const credentials = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));
  const decoded = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) decoded.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) decoded.excludeCredentials = credentials(options.excludeCredentials);
  if (options.allowCredentials) decoded.allowCredentials = credentials(options.allowCredentials);
  return decoded;
}

function asAnswer(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: toText(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = toText(response.attestationObject);
    answer.transports = response.getTransports ? response.getTransports() : [];
  } else {
    answer.authenticatorData = toText(response.authenticatorData);
    answer.signature = toText(response.signature);
    answer.userHandle = response.userHandle ? toText(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function ceremony(form) {
  const options = withBytes(await post(form, form.dataset.begin, {}));
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: options })
    : await navigator.credentials.get({ publicKey: options });
  return post(form, form.dataset.complete, {
    answer: asAnswer(credential),
    name: form.elements.name ? form.elements.name.value : "",
    next: form.elements.next ? form.elements.next.value : "/",
  });
}

async function onSubmit(event) {
  const form = event.currentTarget;
  if (form.dataset.done) return;
  event.preventDefault();
  const status = form.querySelector("[data-passkey-status]");
  const button = form.querySelector("button");
  status.textContent = "";
  button.disabled = true;
  try {
    const result = await ceremony(form);
    if (result.submit) {
      form.dataset.done = "1";
      form.submit();
      return;
    }
    location.assign(result.next);
  } catch (error) {
    // The browser's own words (cancelled, timed out) help nobody: ours stand in the page.
    status.textContent = error.name === "Error" ? error.message : form.dataset.failed;
    button.disabled = false;
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (window.PublicKeyCredential) {
    form.hidden = false;
    form.addEventListener("submit", onSubmit);
  }
}
