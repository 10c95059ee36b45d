// Drawings with a pointer: larger and smaller, drawn along by hand, and what is linked to a box
// stands out. Without this script they can be scrolled, read and followed all the same.
"use strict";

const STEPS = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2];

function zoomable(frame) {
  const drawing = frame.querySelector("svg");
  const width = Number(drawing.getAttribute("width"));
  const height = Number(drawing.getAttribute("height"));
  let step = STEPS.indexOf(1);

  function show(next) {
    const before = STEPS[step];
    step = Math.max(0, Math.min(STEPS.length - 1, next));
    const grown = STEPS[step] / before;
    const middle = frame.clientWidth / 2;
    const left = (frame.scrollLeft + middle) * grown - middle;
    drawing.setAttribute("width", width * STEPS[step]);
    drawing.setAttribute("height", height * STEPS[step]);
    frame.scrollTo({ left, behavior: "instant" });
  }

  const bar = document.createElement("div");
  bar.className = "zoom";
  for (const [words, sign, change] of JSON.parse(frame.dataset.zoom)) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    // What is written on a button is part of its name, where it is no mere sign.
    button.setAttribute("aria-label", /\w/.test(sign) ? `${sign}, ${words}` : words);
    button.addEventListener("click", () => show(change === 0 ? STEPS.indexOf(1) : step + change));
    bar.append(button);
  }
  frame.before(bar);
  frame.addEventListener("keydown", (event) => {
    const change = { "+": 1, "-": -1, 0: 0 }[event.key];
    if (change === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    show(change === 0 ? STEPS.indexOf(1) : step + change);
  });
}

function held(frame) {
  let last = null;
  let moved = 0;
  frame.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" || event.button !== 0) return;
    last = event;
    moved = 0;
  });
  window.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [x, y] = [last.clientX - event.clientX, last.clientY - event.clientY];
    moved += Math.abs(x) + Math.abs(y);
    last = event;
    frame.classList.add("held");
    frame.scrollBy({ left: x, behavior: "instant" });
    window.scrollBy({ top: y, behavior: "instant" });
  });
  window.addEventListener("pointerup", () => {
    last = null;
    frame.classList.remove("held");
  });
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  // Whoever drew the picture along did not mean to follow the link under the pointer.
  frame.addEventListener("click", (event) => moved > 4 && event.preventDefault(), true);
}

function lighting(frame) {
  const links = [...frame.querySelectorAll(".link")];
  const nodes = new Map([...frame.querySelectorAll(".node")].map((one) => [one.dataset.key, one]));

  function light(key) {
    frame.classList.add("lit");
    nodes.get(key).classList.add("near");
    for (const link of links) {
      const ends = link.dataset.ends.split(" ");
      if (!ends.includes(key)) continue;
      link.classList.add("near");
      for (const end of ends) nodes.get(end).classList.add("near");
    }
  }

  function dim() {
    frame.classList.remove("lit");
    for (const one of frame.querySelectorAll(".near")) one.classList.remove("near");
  }

  for (const [key, node] of nodes) {
    for (const begin of ["pointerenter", "focus"]) node.addEventListener(begin, () => light(key));
    for (const end of ["pointerleave", "blur"]) node.addEventListener(end, dim);
  }
}

// Where the frame is narrower than the picture, what it is about stands in the middle at first.
function centred(frame) {
  const centre = frame.querySelector(".centre rect");
  if (!centre) return;
  const middle = Number(centre.getAttribute("x")) + Number(centre.getAttribute("width")) / 2;
  frame.scrollTo({ left: middle - frame.clientWidth / 2, behavior: "instant" });
}

for (const frame of document.querySelectorAll(".drawing")) {
  centred(frame);
  zoomable(frame);
  held(frame);
  lighting(frame);
}
