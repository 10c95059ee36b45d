/* Puts YASQE over the plain field: it knows the graph's own prefixes, classes and properties, shows
   an error where the server found it, and leaves running the query to the form. */
"use strict";
{
  const form = document.getElementById("editor");
  const field = form.elements.namedItem("query");
  const Yasqe = window.Yasqe?.default ?? window.Yasqe;
  const LONGEST_ADDRESS = 4000;
  const VOID = "http://rdfs.org/ns/void#";
  const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";

  /** The classes and properties of the graph, most used first, as the graph's VoID tells them. */
  const described = async () => {
    const terms = { class: new Map(), property: new Map() };
    const parts = new Map();
    const labels = new Map();
    const text = await (await fetch(form.dataset.void)).text();
    for (const line of text.split("\n")) {
      const found = /^<([^>]*)> <([^>]*)> (?:<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([\w-]+))?)/.exec(line);
      if (!found) continue;
      const [, subject, predicate, iri, literal, language] = found;
      if (predicate === LABEL && (!labels.has(subject) || language === document.documentElement.lang)) {
        labels.set(subject, JSON.parse(`"${literal}"`));
      }
      if (!predicate.startsWith(VOID)) continue;
      const part = parts.get(subject) ?? {};
      parts.set(subject, { ...part, [predicate.slice(VOID.length)]: iri ?? literal });
    }
    for (const part of parts.values()) {
      if (part.class) terms.class.set(part.class, Number(part.entities ?? 0));
      if (part.property) terms.property.set(part.property, Number(part.triples ?? 0));
    }
    const sorted = (counts) => [...counts].sort((one, other) => other[1] - one[1]).map(([iri]) => iri);
    return { class: sorted(terms.class), property: sorted(terms.property), labels };
  };

  const start = () => {
    const prefixes = JSON.parse(form.dataset.prefixes);
    const terms = described().catch(() => ({ class: [], property: [], labels: new Map() }));
    const shortest = (iri) => {
      const found = Object.entries(prefixes).find(([, namespace]) => iri.startsWith(namespace));
      return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
    };

    /** Terms whose IRI, short form or label holds what was typed. */
    const completer = (kind) => ({
      name: `graph-${kind}`,
      bulk: false,
      get: async (editor, token) => {
        const known = await terms;
        const typed = token.string.replace(/[<>]/g, "").toLowerCase();
        const fits = (iri) => [iri, shortest(iri), known.labels.get(iri) ?? ""]
          .some((text) => text.toLowerCase().includes(typed));
        return known[kind].filter(fits).slice(0, 100);
      },
      preProcessToken: (editor, token) => token,
      postProcessSuggestion: (editor, token, iri) => shortest(iri),
      postprocessHints: (editor, hints) => hints.map((hint) => ({
        ...hint,
        hint: (cm, self, data) => {
          cm.replaceRange(data.text, data.from ?? self.from, data.to ?? self.to, "complete");
          const prefix = data.text.startsWith("<") ? "" : data.text.split(":")[0];
          if (prefix && !(prefix in editor.getPrefixesFromQuery())) {
            editor.addPrefixes({ [prefix]: prefixes[prefix] });
          }
        },
        render: (element, self, data) => {
          element.textContent = data.text;
          terms.then(({ labels }) => {
            const label = labels.get(expanded(data.text));
            if (!label) return;
            const more = document.createElement("span");
            more.className = "hint-more";
            more.textContent = label;
            element.append(more);
          });
        },
      })),
    });
    const expanded = (text) => {
      const [prefix, local] = text.split(/:(.*)/s);
      return text.startsWith("<") ? text.slice(1, -1) : (prefixes[prefix] ?? "") + local;
    };

    Yasqe.forkAutocompleter("class", completer("class"), false);
    Yasqe.forkAutocompleter("property", completer("property"), false);
    Yasqe.forkAutocompleter("prefixes", {
      name: "graph-prefixes",
      persistenceId: null,
      get: () => Object.entries(prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`),
    }, false);

    const place = document.createElement("div");
    field.after(place);
    const run = () => form.requestSubmit(form.querySelector("button.primary"));
    const height = field.offsetHeight;
    const editor = new Yasqe(place, {
      value: field.value,
      persistenceId: null,
      createShareableLink: null,
      consumeShareLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      viewportMargin: Infinity,
      autocompleters: ["variables", "graph-prefixes", "graph-class", "graph-property"],
      requestConfig: { endpoint: form.action },
      screenReaderLabel: form.dataset.label,
      extraKeys: {
        "Ctrl-Enter": run,
        "Cmd-Enter": run,
        "Ctrl-S": false,
        "Ctrl-Space": (cm) => cm.autocomplete(),
        // The tabulator moves on, as everywhere; indenting is done for you.
        Tab: false,
        "Shift-Tab": false,
        Esc: false,
      },
    });
    // Nothing below it moves when it takes the place of the field.
    editor.getScrollerElement().style.minHeight = `${height - 2}px`;
    field.hidden = true;
    // Its message about a syntax error wants inline styles; the server tells of errors.
    place.addEventListener("mouseover", (event) => {
      if (event.target.closest(".parseErrorIcon")) event.stopImmediatePropagation();
    }, true);
    const keep = () => {
      field.value = editor.getValue();
      form.method = field.value.length > LONGEST_ADDRESS ? "post" : "get";
    };
    editor.on("change", keep);
    keep();

    if (form.dataset.line) {
      const line = Number(form.dataset.line) - 1;
      const column = Number(form.dataset.column) - 1;
      const length = editor.getLine(line)?.length ?? 0;
      const from = { line, ch: Math.min(column, Math.max(length - 1, 0)) };
      editor.addLineClass(line, "background", "fault-line");
      editor.setCursor({ line, ch: column });
      editor.markText(from, { line, ch: length }, { attributes: { title: form.dataset.fault } });
      editor.scrollIntoView({ line, ch: column });
    }
    document.querySelector('label[for="query"]').addEventListener("click", () => editor.focus());
  };

  if (Yasqe) start();
}
