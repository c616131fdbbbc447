/* Keeps what is typed while it is typed, and locks the page when the session ends.
   How it works and why: docs/drafts.md. */
"use strict";

(() => {
  const SECOND = 1000;
  const TICK = 500;
  const PAUSE_IN_TYPING = 1.5 * SECOND;
  const LONGEST_UNSAVED = 10 * SECOND;
  const WARNING_BEFORE = 60 * SECOND;
  const STILL_TYPING = 60 * SECOND;
  const ASK_AGAIN = 30 * SECOND;
  const TRY_AGAIN = 5 * SECOND;
  const LONGEST_WAIT = 30 * SECOND;
  const ANSWER_WITHIN = 15 * SECOND;
  // Browsers refuse longer bodies when the page may go away (64 KiB in all).
  const KEEPALIVE_BYTES = 60_000;
  const NOT_TYPED = ["csrfmiddlewaretoken", "form_id", "drafts_shown", "draft_number", "opening"];

  const { body } = document;
  if (!body.dataset.secondsLeft) return;
  const { owner } = body.dataset;
  const dialog = document.querySelector("[data-session-dialog]");
  const lock = document.querySelector("[data-session-lock]").content.firstElementChild;

  let token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  let isReachable = true;
  let askedAt = Date.now();
  let lastInput = 0;
  let endsAt = Date.now() + body.dataset.secondsLeft * SECOND;
  const endsAtLatest = Date.now() + body.dataset.secondsAtMost * SECOND;

  // --- Talking to the server --------------------------------------------------------------------

  /** The answer's status (0: none came, 401: sent to sign in) and what it says. */
  async function send(path, options) {
    try {
      const response = await fetch(path, {
        headers: { "X-CSRFToken": token, Accept: "application/json" },
        redirect: "manual",
        cache: "no-store",
        signal: AbortSignal.timeout(ANSWER_WITHIN),
        ...options,
      });
      if (response.type === "opaqueredirect") return { status: 401, said: {} };
      return { status: response.status, said: await response.json().catch(() => ({})) };
    } catch {
      return { status: 0, said: {} };
    }
  }

  /** Sends a form; once more with a new token when somebody signed in again in another tab. */
  async function post(path, data, keepalive) {
    const options = { method: "POST", body: data, keepalive };
    let answer = await send(path, options);
    if (answer.status === 403) {
      const whose = await ask();
      if (whose === "mine") answer = await send(path, options);
      else if (whose !== "unreachable") answer = { status: 401, said: {} };
    }
    noteContact(answer.status);
    if (answer.status === 200 && answer.said.seconds_left) extend(answer.said.seconds_left);
    return answer;
  }

  /** Whose session this browser holds: "mine", "other", "ended", or "unreachable". */
  async function ask() {
    askedAt = Date.now();
    const { status, said } = await send("/session/", {});
    noteContact(status);
    if (status === 401) return "ended";
    if (status !== 200) return "unreachable";
    if (said.user !== owner) return "other";
    renewToken(said.csrf_token);
    extend(said.seconds_left);
    return "mine";
  }

  function noteContact(status) {
    isReachable = status !== 0 && status < 500;
  }

  function renewToken(fresh) {
    token = fresh;
    const inputs = (page || document).querySelectorAll("[name=csrfmiddlewaretoken]");
    for (const input of inputs) input.value = fresh;
  }

  function extend(seconds) {
    endsAt = Date.now() + seconds * SECOND;
  }

  // --- Drafts -----------------------------------------------------------------------------------

  class Draft {
    constructor(box) {
      this.box = box;
      this.form = box.closest("form");
      // A form that was sent back is not kept yet.
      this.kept = "draftUnkept" in box.dataset ? "" : this.content();
      this.number = 0;
      this.keptNumber = 0;
      this.onItsWay = null;
      this.refused = null;
      this.unsavedSince = 0;
      this.failures = 0;
      this.retryAt = 0;
      this.isSent = false;
      this.form.addEventListener("input", () => this.typed());
      this.form.addEventListener("focusout", () => this.save());
      this.form.addEventListener("submit", (event) => this.submit(event));
    }

    typed() {
      lastInput = Date.now();
      // She stopped the page from going off, and goes on.
      this.isSent = false;
    }

    data() {
      const data = new FormData(this.form);
      for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
      // Django looks at it first, and it may be an old one.
      data.delete("csrfmiddlewaretoken");
      return data;
    }

    content() {
      return JSON.stringify([...this.data()].filter(([name]) => !NOT_TYPED.includes(name)));
    }

    get hasText() {
      return [...this.data()].some(([name, value]) => !NOT_TYPED.includes(name) && value.trim());
    }

    get isUnsaved() {
      return !this.isSent && this.content() !== this.kept;
    }

    get mayGetLost() {
      return this.isUnsaved && (this.failures > 0 || this.content() !== this.onItsWay);
    }

    /** Always higher than before, in this page and in one that the browser brought back. */
    nextNumber() {
      this.number = Math.max(this.number + 1, Date.now());
      return this.number;
    }

    tick(now) {
      const content = this.content();
      if (this.isSent || content === this.kept) {
        this.unsavedSince = 0;
        return;
      }
      this.unsavedSince ||= now;
      const isDue = now - lastInput >= PAUSE_IN_TYPING || now - this.unsavedSince >= LONGEST_UNSAVED;
      const isWaiting = content === this.onItsWay || content === this.refused || now < this.retryAt;
      if (isDue && !isWaiting) this.save();
    }

    /** True when everything in the form is kept at the end. */
    async save() {
      const content = this.content();
      if (!this.isUnsaved) return true;
      if (content !== this.onItsWay) {
        this.onItsWay = content;
        this.saving = this.sendContent(content);
      }
      await this.saving;
      return !this.isUnsaved;
    }

    async sendContent(content) {
      const number = this.nextNumber();
      const data = this.data();
      data.set("draft_path", this.box.dataset.draftPath);
      data.set("draft_owner", owner);
      data.set("draft_number", number);
      const isShort = new Blob([content]).size < KEEPALIVE_BYTES;
      const answer = await post("/drafts/", data, isShort);
      if (this.onItsWay === content) this.onItsWay = null;
      this.answered(answer, content, number);
    }

    answered({ status, said }, content, number) {
      if (status === 200) {
        this.wasKept(content, number, said.saved_at);
        return;
      }
      if ([400, 404, 413].includes(status)) {
        this.refused = content;
        this.say("refused", said.message);
        return;
      }
      this.failures += 1;
      this.retryAt = Date.now() + Math.min(SECOND * 2 ** this.failures, LONGEST_WAIT);
      this.say("unsaved", said.message);
      if ([401, 409].includes(status)) close();
    }

    wasKept(content, number, savedAt) {
      this.failures = 0;
      this.retryAt = 0;
      this.refused = null;
      this.unsavedSince = 0;
      if (number < this.keptNumber) return;
      this.kept = content;
      this.keptNumber = number;
      this.say("saved", this.hasText ? "" : " ", savedAt);
      this.box.querySelector("[data-draft-discard]").hidden = !this.hasText;
    }

    /** Shows how it stands; reads it out only when that has changed, not every time. */
    say(how, message = "", savedAt = null) {
      const time = savedAt && new Date(savedAt).toLocaleTimeString(
        document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
      const text = message || this.box.dataset[how].replace("{time}", time);
      this.box.querySelector("[data-draft-text]").textContent = text;
      if (this.box.dataset.how === how) return;
      this.box.dataset.how = how;
      this.box.querySelector("[data-draft-live]").textContent = text;
    }

    /** A form goes off only when what is in it cannot get lost on the way. */
    async submit(event) {
      if (this.isSent) return;
      event.preventDefault();
      const isSafe = (await this.save()) || this.content() === this.refused;
      const whose = await ask();
      if (["ended", "other"].includes(whose)) close();
      else if (!isSafe || whose === "unreachable") this.say("unsaved");
      if (!isSafe || whose !== "mine" || state !== "open" || this.isSent) return;
      this.form.elements.draft_number.value = this.nextNumber();
      this.isSent = true;
      this.form.requestSubmit(event.submitter);
    }
  }

  let drafts = [...document.querySelectorAll("[data-draft]")].map((box) => new Draft(box));

  /** True when nothing that was typed is left unkept. */
  async function saveAll() {
    const kept = await Promise.all(drafts.map((draft) => draft.save()));
    return kept.every(Boolean);
  }

  // --- The lock ---------------------------------------------------------------------------------

  let state = "open";
  let page = null;
  const { title } = document;
  let focused = null;
  let isStaying = false;
  let isRecovering = false;

  function show(how) {
    lock.dataset.how = how;
    for (const part of lock.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(how);
    }
    const link = lock.querySelector("a");
    const isSafe = how === "saved" || how === "nothing";
    const back = isSafe ? location.pathname + location.search : "/";
    link.href = `/sign-in/?next=${encodeURIComponent(back)}`;
    // With something unsaved this window has to stay.
    link.target = isSafe ? "" : "_blank";
  }

  /** Takes the page out of the document; it is given back only to the person whose it is. */
  function cover() {
    if (dialog.open) dialog.close();
    state = "asking";
    focused = document.activeElement;
    page = document.createDocumentFragment();
    page.append(...body.childNodes);
    show("asking");
    body.append(lock);
    document.title = lock.dataset.title;
  }

  function uncover() {
    body.replaceChildren(page);
    document.title = title;
    page = null;
    state = "open";
    for (const draft of drafts) draft.retryAt = 0;
    if (focused && focused !== body) focused.focus({ preventScroll: true });
  }

  async function close() {
    if (state !== "open") return;
    cover();
    const whose = await ask();
    if (whose === "mine") uncover();
    else await bringDown(whose);
  }

  /** The lock stays until somebody signs in. What is kept is forgotten here. */
  async function bringDown(whose) {
    const hasText = drafts.some((draft) => draft.hasText);
    const isKept = whose === "other" ? !drafts.some((draft) => draft.isUnsaved) : await saveAll();
    state = "locked";
    if (isKept) {
      drafts = [];
      page = focused = null;
    }
    const unkept = whose === "other" ? "other" : "unsaved";
    const kept = hasText ? "saved" : "nothing";
    const how = isKept ? kept : unkept;
    if (lock.dataset.how === how) return;
    show(how);
    lock.querySelector("h1").focus();
  }

  /** Behind the lock: save what is unsaved as soon as that is possible; open for who came back. */
  async function recover() {
    if (isRecovering) return;
    isRecovering = true;
    const whose = await ask();
    if (whose === "mine" && page) uncover();
    else if (whose === "mine") location.replace(location.pathname + location.search);
    else if (page) await bringDown(whose);
    isRecovering = false;
  }

  async function stay() {
    if (isStaying) return;
    isStaying = true;
    const { status } = await post("/session/", new FormData(), false);
    isStaying = false;
    if (dialog.open && status === 200) dialog.close();
    if (status === 401) close();
  }

  function warn(now) {
    const left = endsAt - now;
    if (left > WARNING_BEFORE) {
      if (dialog.open) dialog.close();
    } else if (now - lastInput < STILL_TYPING && endsAt < endsAtLatest) {
      // Somebody who is typing is there; a dialog would swallow her keys.
      if (now - askedAt > TRY_AGAIN) { askedAt = now; stay(); }
    } else if (!dialog.open) {
      dialog.dataset.how = endsAtLatest - now > WARNING_BEFORE ? "idle" : "latest";
      dialog.showModal();
    }
  }

  function tick() {
    const now = Date.now();
    if (state === "locked") {
      if (page && now - askedAt > TRY_AGAIN) recover();
      return;
    }
    if (state !== "open") return;
    // Without a connection the session cannot be kept open; she can still go on typing.
    const isTypingOffline = !isReachable && now - lastInput < STILL_TYPING;
    if (now >= endsAtLatest || (now >= endsAt && !isTypingOffline)) {
      close();
      return;
    }
    for (const draft of drafts) draft.tick(now);
    warn(now);
  }

  /** Somebody looks at the page again: after sleep, from another tab, through the history. */
  async function lookAgain() {
    if (document.visibilityState === "hidden") return;
    if (state === "locked") {
      recover();
    } else if (state === "open" && Date.now() >= endsAt) {
      tick();
    } else if (state === "open" && Date.now() - askedAt > ASK_AGAIN) {
      if (["ended", "other"].includes(await ask())) close();
    }
  }

  dialog.querySelector("[data-when-drafts]").hidden = !drafts.length;
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saveAll();
    else lookAgain();
  });
  window.addEventListener("focus", lookAgain);
  window.addEventListener("online", () => {
    for (const draft of drafts) draft.retryAt = 0;
    lookAgain();
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const draft of drafts) draft.isSent = false;
    close();
  });
  // Signing out, choosing a language: whatever leaves the page goes after the drafts.
  document.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || !drafts.some((draft) => draft.mayGetLost)) return;
    event.preventDefault();
    await saveAll();
    if (drafts.every((draft) => !draft.mayGetLost)) event.target.requestSubmit(event.submitter);
    else event.target.submit();
  });
  window.addEventListener("beforeunload", (event) => {
    if (drafts.some((draft) => draft.mayGetLost)) event.preventDefault();
  });

  // What comes back from a draft goes on at its end.
  const field = document.querySelector("textarea[autofocus]");
  const toItsEnd = () => field.setSelectionRange(field.value.length, field.value.length);
  if (field && field === document.activeElement) toItsEnd();
  else if (field) field.addEventListener("focus", toItsEnd, { once: true });
  setInterval(tick, TICK);
})();
