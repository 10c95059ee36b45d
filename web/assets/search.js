// Suggestions below a search field while one types, grouped by kind. Without this script the field
// is a form like any other. Source: ARIA Authoring Practices Guide, combobox with list autocomplete.
(() => {
  "use strict";
  const words = document.currentScript.dataset;
  const WAIT = 120; // milliseconds after the last key

  const element = (name, attributes = {}, text = "") => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  const suggesting = (form) => {
    const input = form.querySelector("input[name=q]");
    const list = element("div", { id: `${input.id}-list`, role: "listbox", "aria-label": words.label, class: "suggestions", hidden: "" });
    const status = element("span", { role: "status", class: "unseen" });
    const known = new Map();
    let options = [];
    let active = -1;
    let asked = null;
    let timer = 0;

    for (const [key, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
      autocomplete: "off",
    })) input.setAttribute(key, value);
    input.after(list);
    form.append(status);

    const mark = (position) => {
      if (options[active]) options[active].setAttribute("aria-selected", "false");
      active = position;
      if (!options[active]) {
        input.removeAttribute("aria-activedescendant");
        return;
      }
      options[active].setAttribute("aria-selected", "true");
      options[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", options[active].id);
    };

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      mark(-1);
    };

    const open = () => {
      if (!options.length) return;
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    };

    const option = (one, number) => {
      const made = element("div", { id: `${list.id}-${number}`, role: "option", "aria-selected": "false", "data-href": one.href });
      made.append(element("span", one.lang && one.lang !== document.documentElement.lang ? { lang: one.lang } : {}, one.name));
      if (one.foundBy !== one.name && !one.exact) made.append(element("small", {}, one.foundBy));
      if (one.apart) made.append(element("small", {}, one.apart));
      return made;
    };

    const show = (found, text) => {
      mark(-1);
      list.dataset.text = text;
      const groups = new Map();
      for (const one of found) {
        if (!groups.has(one.kind)) groups.set(one.kind, []);
        groups.get(one.kind).push(one);
      }
      list.replaceChildren();
      options = [];
      for (const [kind, members] of groups) {
        const head = element("div", { id: `${list.id}-${kind}`, class: "kind", role: "presentation" }, members[0].kindName);
        const group = element("div", { role: "group", "aria-labelledby": head.id });
        group.append(head);
        for (const one of members) {
          options.push(option(one, options.length));
          group.append(options[options.length - 1]);
        }
        list.append(group);
      }
      status.textContent = `${options.length} ${options.length === 1 ? words.one : words.many}`;
      if (options.length) open();
      else close();
    };

    const ask = async () => {
      const text = input.value.trim();
      if (asked) asked.abort();
      if (!text) {
        options = [];
        status.textContent = "";
        close();
        return;
      }
      if (!known.has(text)) {
        asked = new AbortController();
        try {
          const answer = await fetch(`${form.action}/suggest?q=${encodeURIComponent(text)}`, { signal: asked.signal });
          if (!answer.ok) return;
          known.set(text, (await answer.json()).result);
        } catch {
          return; // Asked anew since, or out of reach: the form works all the same.
        }
      }
      if (text === input.value.trim() && document.activeElement === input) show(known.get(text), text);
    };

    input.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });

    input.addEventListener("keydown", (event) => {
      const closed = list.hidden;
      switch (event.key) {
        case "ArrowDown":
        case "ArrowUp": {
          if (!options.length) return;
          event.preventDefault();
          open();
          if (event.altKey) return;
          const step = event.key === "ArrowDown" ? 1 : -1;
          const from = active < 0 && step < 0 ? 0 : active;
          mark((from + step + options.length) % options.length);
          return;
        }
        case "Enter":
          if (closed || active < 0) return;
          event.preventDefault();
          location.assign(options[active].dataset.href);
          return;
        case "Escape":
          if (closed) input.value = "";
          event.preventDefault();
          close();
          return;
        case "Home":
        case "End":
        case "ArrowLeft":
        case "ArrowRight":
          mark(-1);
      }
    });

    // The field keeps the focus, so that it does not close the list before the click is heard.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const chosen = event.target.closest("[role=option]");
      if (chosen) location.assign(chosen.dataset.href);
    });
    input.addEventListener("blur", close);
    form.addEventListener("submit", () => clearTimeout(timer));
  };

  for (const form of document.querySelectorAll("form[role=search]")) suggesting(form);
})();
