/* Suggestions under the search box while a question is typed, and "/" to get to the box.
   Without this script the box is a form like any other. Pattern: docs/search.md. */
"use strict";

(() => {
  const PAUSE_IN_TYPING = 180;
  const SHORTEST = 2;
  const TYPED_INTO = "input, textarea, select, [contenteditable]";

  const form = document.querySelector("[data-search]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const box = input.parentElement;
  const list = document.createElement("ul");
  const status = document.createElement("p");

  let waiting = 0;
  let request = null;
  let options = [];
  let active = -1;

  list.id = "search-suggestions";
  list.className = "search-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.label);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  box.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  // --- Asking -----------------------------------------------------------------------------------

  function askSoon() {
    forget();
    const typed = input.value;
    if (typed.trim().length < SHORTEST && !/\d/.test(typed)) return close();
    waiting = setTimeout(() => ask(typed), PAUSE_IN_TYPING);
  }

  async function ask(typed) {
    request = new AbortController();
    const { signal } = request;
    try {
      const address = `${form.dataset.suggest}?${new URLSearchParams({ q: typed })}`;
      const response = await fetch(address, {
        headers: { Accept: "application/json" },
        redirect: "error",
        cache: "no-store",
        signal,
      });
      if (!response.ok) throw new Error(response.status);
      const said = await response.json();
      if (!signal.aborted && document.activeElement === input) show(said);
    } catch {
      if (!signal.aborted) close();
    }
  }

  /** What was asked and is not answered yet no longer matters. */
  function forget() {
    clearTimeout(waiting);
    request?.abort();
  }

  // --- The list ---------------------------------------------------------------------------------

  function show({ suggestions, status: text }) {
    options = suggestions;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(...suggestions.map(optionOf));
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = text;
  }

  function optionOf({ text, number, url, path }, index) {
    const option = document.createElement("li");
    option.id = `search-suggestion-${index}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    // The number of a paragraph stands in its title already.
    if (number && !number.includes("/")) option.append(part("suggestion-number", number), " ");
    option.append(part("suggestion-text", text));
    if (url && path.length && number.includes("/")) option.append(" ", part("suggestion-path", path[0]));
    return option;
  }

  function part(name, text) {
    const span = document.createElement("span");
    span.className = name;
    span.textContent = text;
    return span;
  }

  function close() {
    forget();
    if (list.hidden) return;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
    status.textContent = "";
  }

  /** One further than the last option, or before the first one, is the box itself. */
  function move(by) {
    const places = options.length + 1;
    activate(((active + 1 + by + places) % places) - 1);
  }

  function activate(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function choose({ url, text }) {
    close();
    if (url) return location.assign(url);
    input.value = text;
    form.requestSubmit();
  }

  // --- Keys and pointer -------------------------------------------------------------------------

  input.addEventListener("input", askSoon);
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" && list.hidden) askSoon();
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp" && !list.hidden) move(-1);
    else if (event.key === "Enter" && active >= 0) choose(options[active]);
    // A second Escape empties the box, as browsers do.
    else if (event.key === "Escape" && !list.hidden) close();
    else return;
    event.preventDefault();
  });

  // The box keeps the focus.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const index = [...list.children].indexOf(event.target.closest("[role=option]"));
    if (index >= 0) choose(options[index]);
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest?.(TYPED_INTO);
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.defaultPrevented || isTyping || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
})();
