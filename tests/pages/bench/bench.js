// Both engines in one page, in turn: load, then every question in several rounds. The driver calls `bench.run`
// after choosing the file, and reads `bench.progress` and `bench.result`.

import { difference } from "./answers.js";
import { DuckDb } from "./duckdb.js";
import { questions } from "./questions.js";
import { Sandtable } from "./sandtable.js";

const median = numbers => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

const tell = text => {
  bench.progress = text;
  document.getElementById("progress").textContent = text;
};

/// Loads the file in a fresh worker, `times` over; keeps the last one.
const load = async (Engine, file, times) => {
  const elapsed = [];
  for (let time = 1; ; time++) {
    const engine = await Engine.start();
    tell(`${engine.name}: load ${time} of ${times}`);
    const loaded = await engine.load(file);
    elapsed.push(loaded.elapsed_ms);
    if (time === times) return { engine, load: { ...loaded, elapsed_ms: median(elapsed) } };
    engine.stop();
  }
};

const ask = async (engine, question) => {
  const answer = await engine.ask(question);
  return { ...answer, name: question.name };
};

const run = async ({ loads, rounds }) => {
  const file = document.getElementById("file").files[0];
  const ours = await load(Sandtable, file, loads);
  const theirs = await load(DuckDb, file, loads);
  const measured = questions.map(question => ({ question, ours: [], theirs: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const entry of measured) {
      tell(`round ${round} of ${rounds}: ${entry.question.name}`);
      // The one that begins changes with the round.
      const order = round % 2 ? ["ours", "theirs"] : ["theirs", "ours"];
      const answers = {};
      for (const side of order) {
        answers[side] = await ask(side === "ours" ? ours.engine : theirs.engine, entry.question);
      }
      // Round 0 warms up and compares.
      if (round === 0) {
        entry.difference = difference(answers.ours.rows, answers.theirs.rows, entry.question.keys);
        entry.rows = answers.ours.rows.length;
      } else {
        for (const side of order) entry[side].push(answers[side].elapsed_ms);
      }
    }
  }
  const memory = await ours.engine.memory();
  ours.engine.stop();
  theirs.engine.stop();
  return {
    peer: theirs.engine.name,
    load: { ours_ms: ours.load.elapsed_ms, theirs_ms: theirs.load.elapsed_ms },
    memory,
    questions: measured.map(entry => ({
      name: entry.question.name,
      rows: entry.rows,
      difference: entry.difference,
      ours_ms: median(entry.ours),
      theirs_ms: median(entry.theirs),
    })),
  };
};

window.bench = {
  progress: "",
  result: null,
  start(options) {
    run(options).then(
      result => (bench.result = result),
      error => (bench.result = { error: `${bench.progress}: ${error?.stack ?? error}` }),
    );
  },
};
tell("ready");
