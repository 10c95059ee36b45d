// Loads files into a fresh store and asks Comunica queries of it, a JSON object by name on standard
// input; prints the rows of each by the same name.
//
//     node load.mjs graphs.nq default.nt < queries.json

import { readFileSync } from "node:fs";
import { json } from "node:stream/consumers";
import { QueryEngine } from "@comunica/query-sparql";
import { Parser, Store } from "n3";

const engine = new QueryEngine();
const store = new Store();
for (const file of process.argv.slice(2)) {
  store.addQuads(new Parser({ format: "N-Quads" }).parse(readFileSync(file, "utf8")));
}

const answers = {};
for (const [name, query] of Object.entries(await json(process.stdin))) {
  const found = await engine.queryBindings(query, { sources: [{ type: "rdfjs", value: store }] });
  answers[name] = (await found.toArray()).map((row) =>
    Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])),
  );
}
console.log(JSON.stringify(answers));
