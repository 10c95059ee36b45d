// Asks Comunica queries, a JSON list on standard input, and prints the list of their answers.
//
// {query, sources} is asked of these sources, be they endpoints or addresses of things. With
// {links, hops}, a query for ?link, it first goes on from the sources to what they link to, and
// from there on, so many times: whatever it needs to know it must get by looking addresses up.

import { json } from "node:stream/consumers";
import { QueryEngine } from "@comunica/query-sparql";

const engine = new QueryEngine();

async function rows(query, sources) {
  const bindings = await (await engine.queryBindings(query, { sources })).toArray();
  return bindings.map((row) =>
    Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])),
  );
}

async function answer({ query, sources, links, hops = 0 }) {
  const known = new Set(sources);
  for (let hop = 0; hop < hops; hop += 1) {
    for (const { link } of await rows(links, [...known])) {
      known.add(link);
    }
  }
  return { sources: [...known], rows: await rows(query, [...known]) };
}

const answers = [];
for (const request of await json(process.stdin)) {
  answers.push(await answer(request));
}
console.log(JSON.stringify(answers));
